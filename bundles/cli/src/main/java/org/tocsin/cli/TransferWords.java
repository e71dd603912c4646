// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tocsin event export, event import}: events on their way to another queue and back. */
final class TransferWords {

    private static final Flag OUTPUT = Flag.value(
            "o", "output", "FILE", "write there, with mode 0600, and only when all is there; - is standard output");
    private static final Flag FORCE = Flag.toggle("", Command.FORCE, "write over FILE when it is there already");
    private static final Flag FILE = Flag.operand("file", "FILE", "what was exported; - for standard input");

    private static final String FIRST = "0/0/0";

    private TransferWords() {}

    static List<Word> words() {
        return List.of(
                export("event", List.of()),
                new Word(
                                "event import",
                                "FILE [--json]",
                                "Accepts exported events as new ones, each at the end of its lane.",
                                "Importing a file twice within 24 hours keeps its events once. Lines that are wrong are named and\n"
                                        + "left out; it ends where the queue takes no more. Ends with 1 when a line was refused.",
                                List.of(FILE, Flag.JSON),
                                FILE,
                                TransferWords::accept)
                        .thatIsLengthy()
                        .like("event import later.ndjson"));
    }

    /** @param noun {@code event} or {@code queue} */
    static Word export(String noun, List<Flag> ofKey) {
        return new Word(
                        noun + " export",
                        "[--lane ID]" + QueuedEventWords.alternative(ofKey)
                                + " [--state STATE] [--after ORDER] [--output FILE [--force]]",
                        "Writes events out, one JSON object a line; without a state dead letters.",
                        "The lines hold the bodies as they are, routing keys included.",
                        QueuedEventWords.join(
                                List.of(QueuedEventWords.LANE),
                                ofKey,
                                QueuedEventWords.STATE,
                                QueuedEventWords.AFTER,
                                OUTPUT,
                                FORCE),
                        TransferWords::export)
                .thatIsLengthy()
                .like(noun + " export -o dead.ndjson", noun + " export --state waiting --after 1200 -o later.ndjson");
    }

    /** The cursor: how many events were written, the lane or -, then where the next part begins. */
    private static Answer export(Call call) throws UsageException, RefusedException, InputNeededException {
        String output = call.flags().last(OUTPUT.name());
        String file = output == null || output.equals("-") ? null : output;
        String cursor = call.command().cursor();
        if (cursor == null) {
            EventQuery asked = QueuedEventWords.query(call);
            // asked for once, so that a wrong lane leaves no file
            return part(call, asked, null, 0, file);
        }
        String[] parts = cursor.split("/", 3);
        int count = number(parts[0]);
        String lane = parts.length > 1 ? parts[1] : "-";
        String from = parts.length > 2 ? parts[2] : "";
        if (from.equals("end")) {
            return file == null
                    ? new Answer.Done(0, "", "")
                    : Call.say(count + (count == 1 ? " event is in " : " events are in ") + file);
        }
        return part(call, QueuedEventWords.query(call, lane.equals("-") ? null : lane), from, count, file);
    }

    private static Answer part(Call call, EventQuery asked, @Nullable String from, int before, @Nullable String file)
            throws RefusedException {
        EventQuery query = new EventQuery(asked.lane(), asked.state(), asked.after(), EventQuery.MAX_LIMIT);
        ExportPage page = call.desk().export(query, from);
        String next = page.next() == null ? "end" : page.next();
        String lane = query.lane() == null ? "-" : query.lane();
        return new Answer.More((before + page.events()) + "/" + lane + "/" + next, page.lines(), "", file, null);
    }

    /** The cursor: how many lines were read, accepted, refused. */
    private static Answer accept(Call call) throws UsageException, RefusedException {
        String file = call.required(FILE);
        String cursor = call.command().cursor();
        String lines = call.command().input();
        if (cursor == null || lines == null) {
            call.agent().lanes(); // so that nothing is read when nothing can be kept
            return new Answer.More(FIRST, "", "", null, file);
        }
        String[] counts = cursor.split("/", -1);
        int read = number(counts[0]);
        int accepted = number(counts.length > 1 ? counts[1] : "");
        int refused = number(counts.length > 2 ? counts[2] : "");
        if (lines.isEmpty()) {
            return imported(call, accepted, refused, 0, "");
        }
        Imported imported = call.desk().accept(lines, read + 1);
        int stoppedAt = imported.stoppedAt();
        List<Imported.BadLine> refusedHere = imported.refused().stream()
                .filter(line -> stoppedAt == 0 || line.line() <= stoppedAt)
                .toList();
        StringBuilder bad = new StringBuilder();
        refusedHere.forEach(line -> bad.append("tocsin event import: line ")
                .append(line.line())
                .append(": ")
                .append(line.error())
                .append('\n'));
        if (stoppedAt > 0) {
            // the next part could overtake what was not accepted
            bad.append("tocsin event import: ends at line ")
                    .append(stoppedAt)
                    .append(
                            ": import the file again, or from this line on, when that is mended; what is on the queue is"
                                    + " kept once\n");
            return imported(
                    call, accepted + imported.accepted(), refused + refusedHere.size(), stoppedAt, bad.toString());
        }
        String next = (read + lines.lines().count()) + "/" + (accepted + imported.accepted()) + "/"
                + (refused + refusedHere.size());
        return new Answer.More(next, "", bad.toString(), null, file);
    }

    private static Answer imported(Call call, int accepted, int refused, int stoppedAt, String err) {
        String text = Format.eventsAre(accepted) + " on the queue"
                + (refused == 0 ? "" : ", " + refused + (refused == 1 ? " line was" : " lines were") + " refused");
        String json = Json.object(out -> {
            out.writeNumberField("accepted", accepted);
            out.writeNumberField("refused", refused);
            if (stoppedAt > 0) {
                out.writeNumberField("stopped", stoppedAt);
            }
        });
        return new Answer.Done(refused == 0 ? 0 : 1, (call.json() ? json : text) + '\n', err);
    }

    static int number(String text) throws RefusedException {
        if (!text.matches("[0-9]{1,9}")) {
            throw new RefusedException(
                    RefusedException.Reason.INVALID, "cursor: is none, bring agent and client to one version");
        }
        return Integer.parseInt(text);
    }
}
