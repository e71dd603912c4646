// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tocsin.itests.Call;

/** Fetches packages and what this host lacks for them; installs nothing, and needs no right to. */
final class Apt {

    /** When root runs it, apt would drop to a user who may not write where we want it. */
    private static final List<String> AS_WE_ARE = List.of("-o", "APT::Sandbox::User=root", "-q");

    private static final Pattern MISSING = Pattern.compile("^Inst (\\S+) ", Pattern.MULTILINE);

    private final Path directory;
    private final List<String> options;

    private Apt(Path directory, List<String> options) {
        this.directory = directory;
        this.options = options;
    }

    /** It could not be had; the message says why. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        Unavailable(String message) {
            super(message);
        }
    }

    /** By the lists of packages that this host has. */
    static Apt ofTheHost(Path directory) {
        return new Apt(directory, AS_WE_ARE);
    }

    /** By lists of its own, fetched now: those of the host may be none, or too old. */
    static Apt ofItsOwn(Path directory) throws IOException, Unavailable {
        Files.createDirectories(directory.resolve("state/lists/partial"));
        Files.createDirectories(directory.resolve("cache/archives/partial"));
        List<String> options = new ArrayList<>(AS_WE_ARE);
        options.addAll(List.of("-o", "Dir::State=" + directory.resolve("state")));
        options.addAll(List.of("-o", "Dir::State::status=/var/lib/dpkg/status"));
        options.addAll(List.of("-o", "Dir::Cache=" + directory.resolve("cache")));
        Apt apt = new Apt(directory, options);
        apt.run(directory, "apt-get", "update", "--error-on=any");
        return apt;
    }

    /** Fetches these packages, and those that they depend on and that are not installed here, into a directory. */
    void download(Collection<String> packages, Path into) throws Unavailable {
        List<String> simulate = new ArrayList<>(List.of("--simulate", "--no-install-recommends"));
        simulate.addAll(packages);
        String plan = run(directory, "apt-get", "install", simulate.toArray(String[]::new));
        TreeSet<String> wanted = new TreeSet<>(packages);
        MISSING.matcher(plan).results().map(found -> found.group(1)).forEach(wanted::add);
        run(into, "apt-get", "download", wanted.toArray(String[]::new));
    }

    /** The package with a version in its name that a package without one depends on. */
    String newest(String name) throws Unavailable {
        return Pattern.compile("\\b" + Pattern.quote(name) + "-\\d+\\b")
                .matcher(run(directory, "apt-cache", "depends", "--important", name))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow(() -> new Unavailable(name + " depends on no version of it"));
    }

    private String run(Path where, String program, String word, String... words) throws Unavailable {
        List<String> command = Stream.of(List.of(program), options, List.of(word), List.of(words))
                .flatMap(List::stream)
                .toList();
        Call call = Commands.call(where, Map.of(), command);
        if (call.exit() != 0) {
            throw new Unavailable(String.join(" ", command) + ": " + call.err().strip());
        }
        return call.out();
    }
}
