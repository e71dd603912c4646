// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tocsin.queue.derby.crash.Tape.Entry;
import org.tocsin.queue.derby.disk.Change;

/**
 * What is on the platter for certain, and what may be, as a tape is played. Names are kept in order, as by the journal
 * of a file system: a file that is synced takes with it its own name and all changes of names before it. Nobody syncs a
 * directory here; Derby does not.
 */
final class Platter {

    private final Map<String, File> names = new LinkedHashMap<>();
    private final Map<String, File> certainNames = new LinkedHashMap<>();
    private final List<Name> pendingNames = new ArrayList<>();
    private int position;

    /** A file or a directory, whatever its name. */
    private static final class File {
        private final boolean directory;
        private final Content synced;
        private final List<Pending> pending = new ArrayList<>();

        File(boolean directory, byte[] content) {
            this.directory = directory;
            this.synced = new Content(content);
        }
    }

    private record Pending(long place, Change change) {}

    private record Name(long place, Change change, File file) {}

    /** The platter as the directory is now, all of it for certain. */
    Platter(Path database) throws IOException {
        try (Stream<Path> tree = Files.walk(database)) {
            for (Path path : tree.filter(path -> !path.equals(database)).toList()) {
                String name = database.relativize(path).toString();
                boolean directory = Files.isDirectory(path);
                if (!name.endsWith(".lck") && !Path.of(name).startsWith("tmp")) {
                    names.put(name, new File(directory, directory ? new byte[0] : Files.readAllBytes(path)));
                }
            }
        }
        certainNames.putAll(names);
    }

    /** Plays the tape from where it stopped up to a place. */
    void playTo(int place, List<Entry> tape) {
        for (; position < place; position++) {
            Entry entry = tape.get(position);
            if (entry instanceof Entry.Did did) {
                did(did.change());
            } else if (entry instanceof Entry.Synced synced) {
                sync(synced.file(), synced.before());
            }
        }
    }

    /** One of the directories that a cut at this place can leave. */
    void image(Path directory, SplittableRandom random) throws IOException {
        Fate fate = new Fate(random);
        Map<String, File> left = new TreeMap<>(certainNames);
        pendingNames.subList(0, fate.names(pendingNames.size())).forEach(name -> rename(left, name));
        Files.createDirectory(directory);
        for (Map.Entry<String, File> named : left.entrySet()) {
            Path path = directory.resolve(named.getKey());
            File file = named.getValue();
            if (file.directory) {
                Files.createDirectories(path);
            } else {
                List<Change> pending =
                        file.pending.stream().map(Pending::change).toList();
                fate.of(named.getKey(), file.synced, pending).save(path);
            }
        }
    }

    private void did(Change change) {
        File file = names.get(change.file());
        if (change instanceof Change.Write || change instanceof Change.Length) {
            if (file != null) { // else it was deleted while somebody had it open
                file.pending.add(new Pending(position, change));
            }
            return;
        }
        boolean made = change instanceof Change.Create || change instanceof Change.MakeDirectory;
        File named = made || file == null ? new File(change instanceof Change.MakeDirectory, new byte[0]) : file;
        Name name = new Name(position, change, named);
        rename(names, name);
        pendingNames.add(name);
    }

    private void sync(String name, long before) {
        File file = names.get(name);
        if (file == null) {
            return;
        }
        while (!file.pending.isEmpty() && file.pending.get(0).place() < before) {
            file.synced.apply(file.pending.remove(0).change());
        }
        if (pendingNames.stream().anyMatch(pending -> pending.file() == file)) {
            while (!pendingNames.isEmpty() && pendingNames.get(0).place() < before) {
                rename(certainNames, pendingNames.remove(0));
            }
        }
    }

    private static void rename(Map<String, File> names, Name name) {
        Change change = name.change();
        if (change instanceof Change.Delete) {
            names.remove(change.file());
        } else if (change instanceof Change.Rename renamed) {
            names.remove(change.file());
            names.put(renamed.to(), name.file());
        } else {
            names.put(change.file(), name.file());
        }
    }
}
