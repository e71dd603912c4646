// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Puts the questions of a command one after the other, and reads and writes for it the files that it names. */
final class Conversation {

    private final LocalFiles files;
    private final OutputStream out;
    private final OutputStream err;
    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        void millis(int millis) throws InterruptedException;
    }

    /** Who answers. */
    @FunctionalInterface
    interface Partner {
        Answer answer(Command command) throws RefusedException;
    }

    Conversation(LocalFiles files, OutputStream out, OutputStream err) {
        this(files, out, err, Thread::sleep);
    }

    Conversation(LocalFiles files, OutputStream out, OutputStream err, Pause pause) {
        this.files = files;
        this.out = out;
        this.err = err;
        this.pause = pause;
    }

    /** The last answer; what came before it is written. */
    Answer.Done with(Partner partner, Command first) throws RefusedException, IOException {
        Command command = first;
        String written = null;
        for (; ; ) {
            Answer answer = partner.answer(command);
            if (answer instanceof Answer.Done done) {
                if (written != null && done.exit() == 0) {
                    files.keep(written);
                }
                return done;
            }
            if (answer instanceof Answer.More more) {
                print(err, more.err());
                String writeTo = more.writeTo();
                if (writeTo == null) {
                    print(out, more.out());
                } else {
                    files.write(writeTo, more.out());
                    written = writeTo;
                }
                rest(more.pauseMillis());
                String linesOf = more.linesOf();
                command = command.after(more, linesOf == null ? null : files.nextLines(linesOf));
            } else if (answer instanceof Answer.WantsInput wants && command.input() == null) {
                String input = files.whole(wants.file());
                command = command.withInput(wants.both() ? input + '\0' + files.whole(null) : input);
            } else {
                throw new RefusedException(
                        RefusedException.Reason.BUSY,
                        "the agent asks for the same twice: bring it and this client to one version");
            }
        }
    }

    private void rest(int millis) throws RefusedException {
        try {
            if (millis > 0) {
                pause.millis(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(
                    RefusedException.Reason.LATE, "the waiting was broken off: look at 'tocsin queue status'");
        }
    }

    static void print(OutputStream to, String text) {
        try {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // whoever reads this has gone; the exit code still says how it ended
            return;
        }
    }
}
