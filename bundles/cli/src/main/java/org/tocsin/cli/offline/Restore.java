// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code tocsin restore DIR}: checks a backup, and lays a copy of it beside the queue's database, from where the store
 * takes it in when it is opened the next time.
 */
public final class Restore {

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path database;

    Restore(Path database) {
        this.database = database;
    }

    /**
     * Restores, and ends the process.
     *
     * @param args {@code running} or {@code stopped}, as the agent is; then what was typed
     */
    public static void main(String[] args) {
        try {
            System.out.print(run(args, database()));
        } catch (OfflineException e) {
            System.err.println("tocsin restore: " + e.getMessage());
            System.exit(e.exit());
        }
    }

    private static Path database() throws OfflineException {
        try {
            return DatabaseDirectory.of(StoreBundle.in(StoreBundle.home(System.getenv())), System.getenv());
        } catch (IOException e) {
            throw OfflineException.of("the distribution cannot be read, unpack it again: " + e);
        }
    }

    static String run(String[] args, Path database) throws OfflineException {
        List<String> typed = List.of(args).subList(1, args.length);
        if (typed.contains("-h") || typed.contains("--help")) {
            return help();
        }
        if (typed.size() != 1 || typed.get(0).isEmpty() || typed.get(0).startsWith("-")) {
            String wrong =
                    typed.isEmpty() ? "DIR: missing" : "'" + typed.get(typed.size() - 1) + "': does not belong here";
            throw OfflineException.usage(wrong + ", give the directory of one backup (see 'tocsin restore --help')");
        }
        Path directory;
        try {
            directory = Path.of(typed.get(0)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw OfflineException.usage("DIR: is no path, give the directory of a backup");
        }
        BackupManifest manifest = BackupManifest.check(directory);
        Path copy = new Restore(database).lay(manifest);
        return told(manifest, copy, args[0].equals("running"));
    }

    private static String help() {
        return """
                usage: tocsin restore DIR

                Puts a backup in the queue's place: at the next start of the agent.

                Checks that DIR is whole, and copies it beside the database. The present database is kept beside it.
                Prints what is lost and what is sent again, and how to keep what was accepted after the backup: an
                export of that alone, made by the agent while it still has the present database.
                Ends with 0 when the copy is there, 1 when not, 2 when the command line is wrong.
                """;
    }

    private static String told(BackupManifest manifest, Path copy, boolean running) {
        return "the backup of " + manifest.time() + " is whole, its copy is in " + copy
                + "\n  has:      all up to the event with the order number " + manifest.lastOrder()
                + ", and perhaps some that were accepted while it was made"
                + "\n  lost:     what was accepted later and is not delivered before the stop. To keep it, do"
                + String.join("", keeping(manifest, copy, running))
                + "\n            dead letters likewise with --state dead; what is accepted after the export stays lost"
                + "\n  repeated: what waited when the backup was made, also when it was delivered or dropped since;"
                + "\n            of what you import, what was accepted while the backup was made and is in it too, and"
                + "\n            what was delivered after the export"
                + "\n  kept:     the present database, beside the new one"
                + (running
                        ? "\nstop and start the agent to use it: 'tocsin stop', 'tocsin start'\n"
                        : "\nit takes effect at the next start\n");
    }

    /** What to type to take along what came later, and that alone: the copy knows the rest, and would send it twice. */
    private static List<String> keeping(BackupManifest manifest, Path copy, boolean running) {
        List<String> steps = new ArrayList<>();
        if (!running) {
            // only an agent that still has the present database can export it
            steps.add("rm -r " + copy);
            steps.add("tocsin start");
        }
        steps.add("tocsin event export --state waiting --after " + manifest.lastOrder() + " --output later.ndjson");
        steps.add("tocsin stop");
        if (!running) {
            steps.add("tocsin restore " + manifest.directory());
        }
        steps.add("tocsin start");
        steps.add("tocsin event import later.ndjson");
        return steps.stream().map(step -> "\n              " + step).toList();
    }

    /** Copies a checked backup to where the store looks for it; whole or not at all. */
    Path lay(BackupManifest manifest) throws OfflineException {
        Path parent = database.toAbsolutePath().getParent();
        Path copy = database.resolveSibling(database.getFileName() + ".restore");
        if (parent == null || !Files.isDirectory(parent)) {
            throw OfflineException.of(
                    parent + ": there is no such directory, start the agent once, or set TOCSIN_DATA");
        }
        Path draft = null;
        try {
            if (Files.getFileStore(parent).getUsableSpace() < manifest.size()) {
                throw OfflineException.of(parent + ": has no room for " + manifest.size() + " bytes, free some");
            }
            draft = Files.createTempDirectory(parent, "." + copy.getFileName() + "-", PRIVATE);
            copy(manifest, draft);
            own(draft, Files.getOwner(parent));
            // copied bytes are held against the manifest once more: they are what will be opened
            BackupManifest.check(draft);
            replace(copy, draft);
            sync(parent);
            return copy;
        } catch (IOException e) {
            throw OfflineException.of(copy + ": cannot be written (" + e + "): run this as the user of the agent");
        } finally {
            remove(draft);
        }
    }

    private static void copy(BackupManifest manifest, Path draft) throws IOException {
        List<String> names = new ArrayList<>(manifest.files().keySet());
        names.add(BackupManifest.NAME);
        for (String name : names) {
            Path to = draft.resolve(name);
            Files.createDirectories(to.getParent(), PRIVATE);
            Files.copy(manifest.directory().resolve(name), to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
            try (FileChannel file = FileChannel.open(to, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        }
        try (Stream<Path> all = Files.walk(draft)) {
            for (Path directory : all.filter(Files::isDirectory).toList()) {
                sync(directory);
            }
        }
    }

    /** An earlier copy that was not taken in yet gives way. */
    private static void replace(Path copy, Path draft) throws IOException, OfflineException {
        Path earlier = null;
        if (Files.exists(copy)) {
            earlier = Files.createTempDirectory(copy.toAbsolutePath().getParent(), ".restore-before-", PRIVATE)
                    .resolve("copy");
            Files.move(copy, earlier, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(draft, copy, StandardCopyOption.ATOMIC_MOVE);
        remove(earlier == null ? null : earlier.getParent());
    }

    /** A copy made by root is of use to the agent's user only when it belongs to that. */
    private static void own(Path draft, UserPrincipal owner) throws IOException {
        if (Files.getOwner(draft).equals(owner)) {
            return;
        }
        try (Stream<Path> all = Files.walk(draft)) {
            for (Path file : all.toList()) {
                Files.setOwner(file, owner);
            }
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static void remove(@Nullable Path directory) throws OfflineException {
        if (directory == null || !Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw OfflineException.of(directory + ": cannot be removed, it is not needed any more: " + e.getMessage());
        }
    }
}
