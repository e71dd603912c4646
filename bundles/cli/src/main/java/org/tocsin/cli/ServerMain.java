// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What the launcher asks before it does {@code init, server} or {@code server stop}: {@code ServerMain PROGRAM}, with the
 * arguments on standard input as {@link Wire} has them. The answer is {@link ServerPlan}'s.
 */
public final class ServerMain {

    private ServerMain() {}

    /** Prints the plan. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        out.print(new ServerPlan(System.getenv(), err).of(Wire.read(args[0], System.in.readAllBytes())));
        out.flush();
    }
}
