// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.offline.GoServer;

/**
 * What the launcher has to do for one of {@link ServerWords}. The first line is {@code run}, {@code stop}, or {@code say
 * EXIT}; below {@code say} is what to print, below the others {@code NAME=VALUE} lines: variables of the environment, and
 * {@code pidfile}.
 */
final class ServerPlan {

    /** The number of the agent that runs already; the launcher has looked. */
    static final String RUNNING = "TOCSIN_RUNNING";

    /** As the original says it, whichever file it is. */
    private static final String THERE = "pidfile already exists\n";

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}");

    private final Map<String, String> environment;
    private final PrintStream err;

    ServerPlan(Map<String, String> environment, PrintStream err) {
        this.environment = environment;
        this.err = err;
    }

    String of(Command command) {
        Program program = Words.program(command.program());
        Program.Reading reading = program.read(command.args());
        if (reading instanceof Program.Settled settled) {
            err.print(settled.answer().err());
            return say(settled.answer().exit(), settled.answer().out());
        }
        Program.Understood understood = (Program.Understood) reading;
        try {
            return of(program, understood);
        } catch (UsageException e) {
            Answer.Done complaint =
                    program.dialect().usage(program, understood.word().path(), e);
            err.print(complaint.err());
            return say(complaint.exit(), complaint.out());
        }
    }

    private String of(Program program, Program.Understood understood) throws UsageException {
        Flags flags = understood.flags();
        Dialect dialect = program.dialect();
        String region = flags.last(ServerWords.REGION.name());
        if (region != null && !ServerWords.REGION.filling().fixed().contains(region)) {
            throw new UsageException("region must be either \"us\" or \"eu\"");
        }
        String address = flags.last(Program.ADDRESS.name());
        if (address != null && !ADDRESS.matcher(address).matches()) {
            throw dialect.wrong(Program.ADDRESS, "'" + address + "' is no address, write it as 127.0.0.1:49463");
        }
        String secret = flags.last(Program.SECRET.name());
        if (secret != null && !SecretText.fits(secret)) {
            throw dialect.wrong(Program.SECRET, SecretText.RULE);
        }
        Path pidfile = path(dialect, ServerWords.PIDFILE, flags);
        Path config = path(dialect, ServerWords.CONFIG, flags);
        try {
            return switch (understood.word().path()) {
                case ServerWords.INIT ->
                    GoConfigFile.of(environment, address, secret, pidfile, config)
                            .plan();
                case ServerWords.SERVER -> run(program, flags, address, region, secret, pidfile, config);
                case ServerWords.STOP -> "stop\n" + line("pidfile", pidfile);
                default -> throw new UsageException("is done by the agent, not by the launcher");
            };
        } catch (IOException e) {
            err.print(program.called(understood.word().path()) + ": " + e.getMessage() + '\n');
            return say(1, "");
        }
    }

    private String run(
            Program program,
            Flags flags,
            @Nullable String address,
            @Nullable String region,
            @Nullable String secret,
            @Nullable Path pidfile,
            @Nullable Path config)
            throws IOException {
        String database = flags.last(ServerWords.DATABASE.name());
        if (database != null) {
            err.print(program.name() + ": --database " + database.replaceAll("\\p{Cc}", " ")
                    + " is not used: the queue is in " + environment.get("TOCSIN_DATA") + "/db\n");
        }
        Path read = config != null && Files.isRegularFile(config) && Files.isReadable(config) ? config : null;
        if (config != null && read == null) {
            err.print(program.name() + ": --config " + config
                    + " cannot be read and is left out: what is in /etc/pdagent/ or ~/.pdagent/ counts\n");
        }
        String running = environment.getOrDefault(RUNNING, "");
        if (!running.isEmpty()) {
            err.print(program.name() + ": already running for " + environment.get("TOCSIN_DATA") + " (pid " + running
                    + ")\n");
            return say(1, THERE);
        }
        if (pidfile != null) {
            Pidfile given = new Pidfile(pidfile);
            if (given.holdsLiving()) {
                return say(1, THERE);
            }
            given.prepare();
        }
        Path numbered = pidfile == null && program.name().equals("pdagent") ? usual(read) : pidfile;
        // last: a call that is refused changes nothing
        Path file = secret == null ? null : Path.of(environment.getOrDefault("TOCSIN_SECRET_FILE", ""));
        if (file != null && secret != null) {
            SecretText.write(file, secret);
        }
        return "run\n" + line("TOCSIN_ADDRESS", address) + line("TOCSIN_SECRET_FILE", file)
                + line("TOCSIN_PAGERDUTY_REGION", region) + line(GoServer.CONFIG, read) + line("pidfile", numbered);
    }

    /**
     * Where the Go agent writes its number when no flag says it: what reads that file finds it. It never keeps the agent from
     * starting; null when it cannot be there.
     */
    private @Nullable Path usual(@Nullable Path config) {
        String told = GoServer.pidfile(environment, config == null ? null : config.toString());
        Path file;
        try {
            file = told != null && told.chars().noneMatch(Character::isISOControl)
                    ? Path.of(told).toAbsolutePath()
                    : GoConfigFile.usualPidfile(environment);
        } catch (InvalidPathException e) {
            err.print("pdagent: the configuration's pidfile is no path, and is not written\n");
            return null;
        }
        // the directory of a user is not made for it: then there would be a configuration to look for at every start
        if (file == null || (told == null && !GoConfigFile.isProduction(environment) && !hasDirectory(file))) {
            return null;
        }
        Pidfile usual = new Pidfile(file);
        try {
            if (usual.holdsLiving()) {
                err.print("pdagent: " + file + " has the number of another agent that runs, and stays as it is\n");
                return null;
            }
            usual.prepare();
            return file;
        } catch (IOException e) {
            err.print("pdagent: the pid file " + file + " cannot be written, and is left out\n");
            return null;
        }
    }

    private static boolean hasDirectory(Path file) {
        Path directory = file.getParent();
        return directory != null && Files.isDirectory(directory);
    }

    private static @Nullable Path path(Dialect dialect, Flag flag, Flags flags) throws UsageException {
        String given = flags.last(flag.name());
        if (given == null || given.isEmpty()) {
            return null; // as the Go agent has it
        }
        if (given.chars().anyMatch(Character::isISOControl)) {
            throw dialect.wrong(flag, "has a control character, give a path");
        }
        try {
            return Path.of(given).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw dialect.wrong(flag, "is no path");
        }
    }

    private static String line(String name, @Nullable Object value) {
        return value == null ? "" : name + '=' + value + '\n';
    }

    static String say(int exit, String text) {
        return "say " + exit + '\n' + text;
    }
}
