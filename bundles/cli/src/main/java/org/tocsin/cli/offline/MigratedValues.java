// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.ClosedFile;

/**
 * For the launcher and its clients: {@code migrated/values} in the data directory has a line {@code VARIABLE VALUE} for each
 * value of a migrated file that is in effect, {@code migrated/secret} the token, and {@code migrated/imported} by what it is
 * known which one was imported, {@code migrated/files} what was read; all 0600.
 */
final class MigratedValues {

    private static final FileAttribute<Set<PosixFilePermission>> CLOSED =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private MigratedValues() {}

    /** Writes what is in effect, in the place of what the last start wrote. */
    static void write(Descriptions descriptions, Layers layers, Migrated migrated) throws IOException {
        Path directory = migrated.secretFile().resolveSibling("");
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, CLOSED);
        }
        String text = descriptions.all().values().stream()
                .flatMap(plugin -> layers.filesOf(plugin).stream()
                        .flatMap(file -> layers.values(plugin, file).stream())
                        .filter(value -> isOf(migrated, plugin, value))
                        .map(value -> variable(plugin, value.key()) + ' ' + value.text() + '\n'))
                .collect(Collectors.joining());
        secret(migrated.secret(), migrated.secretFile(), directory.resolve("imported"));
        ClosedFile.write(directory.resolve("values"), text);
        ClosedFile.write(directory.resolve(FilesAtStart.NAME), FilesAtStart.of(migrated.files()));
    }

    /** Once for each that the other file says: what {@code secret rotate} has put in its place since then stays. */
    private static void secret(@Nullable String secret, Path file, Path imported) throws IOException {
        if (secret == null) {
            Files.deleteIfExists(imported);
            Files.deleteIfExists(file);
            return;
        }
        String mark = mark(secret) + '\n';
        if (!Files.exists(file)
                || !Files.exists(imported)
                || !Files.readString(imported, StandardCharsets.UTF_8).equals(mark)) {
            ClosedFile.write(file, secret + '\n');
            ClosedFile.write(imported, mark);
        }
    }

    private static String mark(String secret) {
        return FilesAtStart.digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isOf(Migrated migrated, Description plugin, Layers.Value value) {
        Migrated.Value ours = migrated.value(plugin.plugin() + '.' + value.key());
        // a line break would begin another variable
        return ours != null && ours.from().equals(value.from()) && ours.text().indexOf('\n') < 0;
    }

    private static String variable(Description plugin, String key) {
        return switch (plugin.plugin() + '.' + key) {
            case "http.address" -> "TOCSIN_ADDRESS";
            case "http.secretFile" -> "TOCSIN_SECRET_FILE";
            default -> plugin.variable(key);
        };
    }
}
