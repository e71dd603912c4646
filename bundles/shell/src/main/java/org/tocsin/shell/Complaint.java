// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.ShellUtil;

/** What is said of a command that failed: Karaf's words, which Karaf itself prints among the command's output. */
final class Complaint {

    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

    private Complaint() {}

    /** Logs the problem as Karaf does, and returns the text for the client, which ends with the end of a line. */
    static String of(Session session, Throwable problem, boolean coloured) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(bytes, false, UTF_8);
        // the same variables, another console
        Session aside = session.getFactory().create(InputStream.nullInputStream(), printed, printed, session);
        try {
            ShellUtil.logException(aside, problem);
        } finally {
            aside.close();
        }
        printed.flush();
        String text = bytes.toString(UTF_8).stripTrailing();
        return (coloured ? text : COLOUR.matcher(text).replaceAll("")) + '\n';
    }
}
