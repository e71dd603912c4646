// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;

/**
 * A user's own bundle, made on the fly: one route, brought as a user would bring it.
 *
 * @param name symbolic name
 * @param version bundle version
 * @param route id of its route
 * @param from where the route begins
 * @param body what it sends, in Camel's simple language
 * @param to where it sends that
 * @param imports what the bundle needs besides Camel
 */
record Guest(String name, String version, String route, String from, String body, String to, String imports) {

    private static final String CAMEL = "org.apache.camel,org.apache.camel.builder,org.apache.camel.model,"
            + "org.apache.camel.spi,org.apache.camel.support";

    /** A bundle with a route of this id that does nothing. */
    static Guest called(String name, String version, String route) {
        return new Guest(name, version, route, "direct:" + name, "", "log:" + name + "?level=DEBUG", "");
    }

    Guest from(String uri) {
        return new Guest(name, version, route, uri, body, to, imports);
    }

    Guest sends(String text, String uri) {
        return new Guest(name, version, route, from, text, uri, imports);
    }

    Guest inVersion(String other) {
        return new Guest(name, other, route, from, body, to, imports);
    }

    Guest needs(String packages) {
        return new Guest(name, version, route, from, body, to, packages);
    }

    /** How the engine calls it. */
    String owner() {
        return name + '/' + version;
    }

    /** Puts it there at once and whole, over what had that name. */
    Path dropInto(Path folder, String file) throws IOException {
        Path draft = Files.write(Files.createTempFile("guest-", ".jar"), jar());
        return Files.move(draft, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    byte[] jar() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest())) {
            add(jar, "OSGI-INF/routes.xml", """
                    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s">
                      <implementation class="%s"/>
                      <service scope="prototype"><provide interface="org.apache.camel.RoutesBuilder"/></service>
                    </scr:component>
                    """.formatted(name, GuestRoutes.class.getName())
                    .getBytes(StandardCharsets.UTF_8));
            add(jar, GuestRoutes.TEXT, String.join("\n", route, from, body, to).getBytes(StandardCharsets.UTF_8));
            String classFile = GuestRoutes.class.getName().replace('.', '/') + ".class";
            try (InputStream in =
                    Objects.requireNonNull(GuestRoutes.class.getClassLoader()).getResourceAsStream(classFile)) {
                add(jar, classFile, Objects.requireNonNull(in).readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        headers.putValue(Constants.IMPORT_PACKAGE, imports.isEmpty() ? CAMEL : CAMEL + ',' + imports);
        headers.putValue("Service-Component", "OSGI-INF/routes.xml");
        return manifest;
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
