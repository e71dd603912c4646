// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Setting;

/**
 * Where a listener's certificate is.
 *
 * @param certificate PEM: the listener's certificate, then those that lead to its issuer
 * @param key PEM: its private key
 */
record TlsFiles(Path certificate, Path key) {

    static final String CERTIFICATE = "tls.certificate";
    static final String KEY = "tls.key";

    /** Null when neither is set. */
    static @Nullable TlsFiles of(String certificate, String key) {
        Setting first = Setting.of(Settings.FILE, CERTIFICATE, certificate);
        Setting second = Setting.of(Settings.FILE, KEY, key);
        if (first.text().isEmpty() && second.text().isEmpty()) {
            return null;
        }
        TlsFiles files = new TlsFiles(file(first), file(second));
        files.checkKeyIsClosed();
        return files;
    }

    /** @throws IllegalArgumentException when others than its user may do with the key what they must not */
    void checkKeyIsClosed() {
        Setting setting = Setting.of(Settings.FILE, KEY, key.toString());
        try {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(key);
            if (modes.contains(PosixFilePermission.OTHERS_READ) || modes.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw setting.isNot("closed to others", "chmod o-rwx on it");
            }
            if (modes.contains(PosixFilePermission.GROUP_WRITE)) {
                throw setting.isNot("safe from changes by its group", "chmod g-w on it");
            }
        } catch (IOException e) {
            throw setting.isNot("a file that can be looked at", "a PEM file that the agent's user may read");
        }
    }

    private static Path file(Setting setting) {
        String remedy = "the absolute path of a PEM file that the agent's user may read";
        try {
            Path path = Path.of(setting.text());
            if (path.isAbsolute() && Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw setting.isNot("a path", remedy);
        }
        throw setting.isNot(setting.text().isEmpty() ? "set" : "a file that can be read", remedy);
    }
}
