// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a sender leaves an event that the agent does not take now. */
final class Spool {

    /** The most bytes of an event of any channel, as the agent takes them. */
    private static final int MAX_EVENT = 512 << 10;

    private final SpoolWriter writer;
    private final EventCheck check;
    private @Nullable Trouble used;

    Spool(SpoolWriter writer, EventCheck check) {
        this.writer = writer;
        this.check = check;
    }

    /** The one that the environment names; null when it names none. */
    static @Nullable Spool of(Map<String, String> environment) {
        String directory = environment.getOrDefault("TOCSIN_SPOOL", "");
        if (directory.isEmpty()) {
            return null;
        }
        try {
            return new Spool(
                    new SpoolWriter(Path.of(directory), Clock.systemUTC(), System::nanoTime),
                    new EventCheck(Path.of(environment.getOrDefault("TOCSIN_HOME", ""))));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * Checks an event and leaves it there.
     *
     * @param trouble why the agent does not take it
     * @return the event's name, which is that of its submission: it gets no other before the agent has taken it in
     * @throws RefusedException when it was not kept
     */
    Submitted keep(
            Trouble trouble,
            String channel,
            String text,
            @Nullable String format,
            @Nullable String key,
            @Nullable String submission)
            throws RefusedException {
        EventCheck.Checked event =
                channel.equals(Agent.PAGERDUTY) ? check.check(text, format, key) : new EventCheck.Checked(text, null);
        String name = submission == null ? writer.newName() : submission;
        byte[] bytes = event.text().getBytes(StandardCharsets.UTF_8);
        requireSize(bytes.length, MAX_EVENT, "an event");
        drop(trouble, channel, format, key, name, bytes);
        return new Submitted(0, name, event.dedupKey());
    }

    /**
     * Checks what a tool says, as far as that can be told without its adapter, and leaves it there.
     *
     * @throws RefusedException when it was not kept
     */
    Submitted keep(Trouble trouble, ToolInput input, @Nullable String key, @Nullable String submission)
            throws RefusedException {
        check.check(input.keys(key), ToolInput.KEYS_FORMAT, null);
        String name = submission == null ? writer.newName() : submission;
        byte[] bytes = input.waiting(name).getBytes(StandardCharsets.UTF_8);
        requireSize(bytes.length, ToolInput.MAX_BYTES, "an input");
        drop(trouble, ToolInput.CHANNEL, input.adapter(), key, name, bytes);
        return new Submitted(0, name, null);
    }

    private static void requireSize(int size, int most, String what) throws RefusedException {
        if (size > most) {
            throw new RefusedException(
                    RefusedException.Reason.TOO_LARGE,
                    "body: has " + size + " bytes, " + what + " may have " + most + "; shorten it");
        }
    }

    private void drop(
            Trouble trouble, String channel, @Nullable String format, @Nullable String key, String name, byte[] bytes)
            throws RefusedException {
        try {
            writer.drop(channel, format, key, name, bytes);
        } catch (IOException e) {
            throw new RefusedException(trouble.kind(), trouble.ofAnEvent().getMessage() + "; " + writer.why(e));
        }
        used = trouble;
    }

    /** What a sender is told beside its answer; null when nothing was left here. */
    @Nullable
    String notice() {
        return used == null ? null : used.spooled();
    }

    /** Why events were left here; null when none was. */
    @Nullable
    Trouble used() {
        return used;
    }
}
