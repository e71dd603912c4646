// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** What was logged: in tests the log goes to standard error. */
public final class Log {

    private Log() {}

    /** What the task logged. */
    public static String of(Callable<?> task) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Object ignored = task.call();
        } finally {
            System.setErr(before);
        }
        before.print(log.toString(StandardCharsets.UTF_8));
        return log.toString(StandardCharsets.UTF_8);
    }
}
