// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Inspection;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.BackupView;
import org.tocsin.cli.DoctorView;
import org.tocsin.cli.Progress;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** Copies and checks the store while it works. */
final class StoreCare {

    private final Spine spine;
    private final LongSupplier nanoTime;
    private final Jobs<BackupView> backups;
    private final Jobs<DoctorView> doctors;

    /** @param patience how long one request may wait for the end of the work */
    StoreCare(Spine spine, Executor executor, Duration patience, LongSupplier nanoTime) {
        this.spine = spine;
        this.nanoTime = nanoTime;
        this.backups = new Jobs<>("backup", executor, patience);
        this.doctors = new Jobs<>("doctor", executor, patience);
    }

    Progress<BackupView> backup(String directory, @Nullable String job) throws QueueRefusedException, RefusedException {
        if (job != null) {
            return backups.askAgain(job);
        }
        Path to = path(directory);
        return backups.ask("to " + to, () -> backup(to));
    }

    private static Path path(String directory) throws RefusedException {
        try {
            Path path = Path.of(directory).normalize();
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new RefusedException(Reason.INVALID, "directory: is no path, give an absolute one");
        }
        throw new RefusedException(
                Reason.INVALID, "directory: '" + directory + "' is not absolute, begin it with a slash");
    }

    private BackupView backup(Path to) throws QueueRefusedException, RefusedException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedException(Reason.CONFLICT, "directory: " + to + " is there already, name a new one");
        }
        long begun = nanoTime.getAsLong();
        spine.control().backup(to);
        try {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
            return new BackupView(to.toString(), size(to), Duration.ofNanos(nanoTime.getAsLong() - begun));
        } catch (IOException e) {
            throw new RefusedException(
                    Reason.BUSY, "directory: " + to + " was written and cannot be read: " + e.getMessage());
        }
    }

    private static long size(Path directory) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    Progress<DoctorView> doctor(@Nullable String job) throws QueueRefusedException, RefusedException {
        return job == null ? doctors.ask("of the store", this::inspect) : doctors.askAgain(job);
    }

    private DoctorView inspect() throws QueueRefusedException {
        long begun = nanoTime.getAsLong();
        Inspection inspection = spine.control().inspect();
        List<DoctorView.Finding> findings = inspection.findings().stream()
                .map(found -> new DoctorView.Finding(found.what(), found.consequence(), found.remedy()))
                .toList();
        return new DoctorView(inspection.checked(), Duration.ofNanos(nanoTime.getAsLong() - begun), findings);
    }
}
