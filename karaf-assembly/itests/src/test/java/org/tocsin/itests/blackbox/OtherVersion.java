// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.blackbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The same bundle, as of another version. */
final class OtherVersion {

    private OtherVersion() {}

    static void of(Path bundle, String version, Path copy) throws IOException {
        of(bundle, version, "", copy);
    }

    /** And one that asks for a package that nobody has. */
    static void broken(Path bundle, String version, Path copy) throws IOException {
        of(bundle, version, ",no.such.thing", copy);
    }

    private static void of(Path bundle, String version, String imports, Path copy) throws IOException {
        try (JarInputStream in = new JarInputStream(Files.newInputStream(bundle))) {
            Manifest manifest = in.getManifest();
            Attributes attributes = manifest.getMainAttributes();
            attributes.putValue("Bundle-Version", version);
            attributes.putValue("Import-Package", attributes.getValue("Import-Package") + imports);
            try (OutputStream file = Files.newOutputStream(copy);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                    out.closeEntry();
                }
            }
        }
    }
}
