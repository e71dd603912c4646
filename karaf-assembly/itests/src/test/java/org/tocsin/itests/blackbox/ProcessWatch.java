// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Looks all the time at the arguments and the environment of every process of this host, as anybody's {@code ps} may. */
final class ProcessWatch implements AutoCloseable {

    private static final long PAUSE_NANOS = 2_000_000;
    private static final Path PROC = Path.of("/proc");

    private final Canaries canaries;
    private final String allowed;
    private final Set<String> seen = new TreeSet<>();
    private final Thread thread = new Thread(this::look, "process-watch");
    private volatile boolean open = true;

    /** @param allowed a secret that may be there: a person typed it */
    ProcessWatch(Canaries canaries, String allowed) {
        this.canaries = canaries;
        this.allowed = allowed;
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        while (open) {
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path process : processes) {
                    String arguments = text(process.resolve("cmdline"));
                    note(arguments);
                    canaries.look("the arguments of a process", arguments.replace(allowed, ""));
                    canaries.look("the environment of a process", text(process.resolve("environ")));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(PAUSE_NANOS); // others have to work
        }
    }

    private static String text(Path file) {
        try {
            return Canaries.read(file);
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
    }

    private synchronized void note(String arguments) {
        for (String mark :
                new String[] {"org.tocsin.cli.Main", "org.tocsin.cli.offline.OfflineConfig", "org.apache.karaf"}) {
            if (arguments.contains(mark)) {
                seen.add(mark);
            }
        }
    }

    /** Which programs of ours were seen. */
    synchronized Set<String> seen() {
        return new TreeSet<>(seen);
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        thread.join();
    }
}
