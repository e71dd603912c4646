// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** {@code tocsin sandbox}: the stand-in in the foreground, until it is interrupted. */
public final class Main {

    private static final int PORT = 18_090;

    private static final String HELP = """
            Usage: tocsin sandbox [--port N] [--control-port N] [--host ADDRESS] [--rate N] [--log FILE]
                                  [--fail PLAN]... [--quiet]
            A stand-in for PagerDuty's Events API: keeps its documented limits, shows what arrives.

              --port N           listen on this port (default 18090, 0 takes a free one)
              --control-port N   the control API on a port of its own, open also while the stand-in is down
              --host ADDRESS     listen on this address (default 127.0.0.1)
              --rate N           requests per minute and key, as PagerDuty's 120 (default 0: no limit)
              --log FILE         append every request to FILE, synced before it is answered
              --fail PLAN        a failure to start with, e.g. '503&times=3' or 'hang&key=KEY'
              --quiet            do not show what arrives

            While it runs, URL/sandbox is its page in a browser, and 'curl URL/sandbox' lists the commands of its
            control API.
            """;

    private record Arguments(SandboxOptions options, List<Plan> plans, boolean quiet) {}

    private Main() {}

    /** Exit 0 for help, 1 when it cannot listen, 2 for a wrong argument. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
            out.print(HELP);
            return;
        }
        try {
            run(arguments(List.of(args)), out);
        } catch (IllegalArgumentException e) {
            System.err.println("tocsin sandbox: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("tocsin sandbox: " + e.getMessage() + ": give a free port with --port, or --port 0");
            System.exit(1);
        }
    }

    // The sandbox lives as long as the process: its event loop keeps that alive.
    private static void run(Arguments arguments, PrintStream out) throws IOException {
        Sandbox sandbox = Sandbox.start(arguments.options());
        arguments.plans().forEach(sandbox::plan);
        if (!arguments.quiet()) {
            sandbox.watch(new Narrator(out, ZoneId.systemDefault())::tell);
        }
        out.println("sandbox: " + sandbox.url() + "  (page and control: " + sandbox.controlUrl() + "/sandbox)");
    }

    private static Arguments arguments(List<String> args) {
        SandboxOptions options = SandboxOptions.defaults().port(PORT);
        List<Plan> plans = new ArrayList<>();
        boolean quiet = false;
        for (Iterator<String> words = args.iterator(); words.hasNext(); ) {
            String flag = words.next();
            if (flag.equals("--quiet")) {
                quiet = true;
                continue;
            }
            String value = words.hasNext() ? words.next() : "";
            switch (flag) {
                case "--port" -> options = options.port(number(flag, value));
                case "--control-port" -> options = options.controlPort(number(flag, value));
                case "--host" -> options = options.host(value);
                case "--rate" -> options = options.ratePerMinute(number(flag, value));
                case "--log" -> options = options.log(Path.of(value));
                case "--fail" -> plans.add(Plan.parse("fail=" + value));
                default -> throw new IllegalArgumentException(flag + ": unknown flag, see --help");
            }
        }
        return new Arguments(options, plans, quiet);
    }

    private static int number(String flag, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(flag + ": '" + value + "' is no number", e);
        }
    }
}
