// Reads a calendar file on standard input with ical.js (Thunderbird's parser), and prints what it understood as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
// Only the file's own rules count: what this parser knows of zones by itself is not asked.
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const utc = (time) => time.convertToZone(ICAL.Timezone.utcTimezone).toString();
const people = (entry, name) => entry.getAllProperties(name).map((one) => ({
  address: one.getFirstValue(), name: one.getParameter("cn") ?? "", says: one.getParameter("partstat") ?? "", rsvp: one.getParameter("rsvp") ?? "",
}));
const entries = calendar.getAllSubcomponents("vevent").map((entry) => {
  const event = new ICAL.Event(entry);
  return {
    uid: event.uid, summary: event.summary, location: event.location, sequence: event.sequence,
    status: entry.getFirstPropertyValue("status"), start: utc(event.startDate), end: utc(event.endDate),
    zone: entry.getFirstProperty("dtstart").getParameter("tzid") ?? "",
    organizer: people(entry, "organizer"), attendees: people(entry, "attendee"),
  };
});
process.stdout.write(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), name: calendar.getFirstPropertyValue("x-wr-calname") ?? "", entries }));
