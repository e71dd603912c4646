// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The classes that a plugin's own check may need: of its bundle, of the other bundles of the house, and, should it come to
 * that, of the jars that are nested in its bundle and in those of the house that it imports. Nothing of this program.
 */
final class HouseLoader extends URLClassLoader {

    private static final String CLASS = ".class";
    private static final String OURS = "org.tocsin.";

    private final Path bundle;
    private final List<Path> house;
    private @Nullable Map<String, byte[]> nested;

    /** @param house the bundles of the house, in any order */
    HouseLoader(Path bundle, List<Path> house) throws MalformedURLException {
        super(urls(bundle, house), ClassLoader.getPlatformClassLoader());
        this.bundle = bundle;
        this.house = List.copyOf(house);
    }

    private static URL[] urls(Path bundle, List<Path> house) throws MalformedURLException {
        List<URL> urls = new ArrayList<>(List.of(bundle.toUri().toURL()));
        for (Path jar : house) {
            urls.add(jar.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return super.findClass(name);
        } catch (ClassNotFoundException e) {
            byte[] bytes = nested().get(name.replace('.', '/') + CLASS);
            if (bytes == null) {
                throw e;
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private synchronized Map<String, byte[]> nested() throws ClassNotFoundException {
        Map<String, byte[]> classes = nested;
        if (classes == null) {
            classes = new HashMap<>();
            try {
                String imports = header(bundle, "Import-Package");
                read(bundle, classes);
                for (Path jar : house) {
                    String name = header(jar, "Bundle-SymbolicName");
                    // a part of another name is no import of this bundle, but nothing is lost by looking there, too
                    if (name.startsWith(OURS) && imports.contains(name)) {
                        read(jar, classes);
                    }
                }
            } catch (IOException e) {
                throw new ClassNotFoundException("the jars in " + bundle + " cannot be read", e);
            }
            nested = classes;
        }
        return classes;
    }

    private static String header(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String value =
                    manifest == null ? null : manifest.getMainAttributes().getValue(name);
            return value == null ? "" : value;
        }
    }

    private static void read(Path jar, Map<String, byte[]> classes) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<? extends ZipEntry> jars = file.stream()
                    .filter(entry -> entry.getName().endsWith(".jar"))
                    .toList();
            for (ZipEntry entry : jars) {
                try (InputStream in = file.getInputStream(entry)) {
                    readJar(in, classes);
                }
            }
        }
    }

    private static void readJar(InputStream in, Map<String, byte[]> classes) throws IOException {
        ZipInputStream jar = new ZipInputStream(in);
        for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
            if (entry.getName().endsWith(CLASS)) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                jar.transferTo(bytes);
                classes.putIfAbsent(entry.getName(), bytes.toByteArray());
            }
        }
    }
}
