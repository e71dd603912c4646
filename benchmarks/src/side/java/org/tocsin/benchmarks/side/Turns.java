// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.side;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of a side's process: reads what to run, a line of words a turn, and answers with its figure. */
public final class Turns {

    /** What an answer begins with; everything else that the process prints is for people. */
    public static final String ANSWER = "= ";

    /** Runs one turn. */
    @FunctionalInterface
    public interface Turn {
        /** Runs it, as the words say, and answers with the figure. */
        double run(List<String> words) throws Exception;
    }

    private Turns() {}

    /** Takes turns until the other end is closed, and then ends the process: threads of libraries may want to live on. */
    public static void take(Turn turn) throws Exception {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(ANSWER + 0);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(ANSWER + turn.run(List.of(line.split(" ", -1))));
            }
        }
        System.exit(0);
    }
}
