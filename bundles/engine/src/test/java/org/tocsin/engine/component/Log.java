// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What was logged: in tests the log goes to standard error. */
final class Log {

    private Log() {}

    /** Anything. */
    interface Task {
        void run() throws Exception;
    }

    /** What the task logged. */
    static String of(Task task) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            task.run();
        } finally {
            System.setErr(before);
        }
        before.print(log.toString(StandardCharsets.UTF_8));
        return log.toString(StandardCharsets.UTF_8);
    }
}
