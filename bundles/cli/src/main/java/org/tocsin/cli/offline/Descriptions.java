// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli.offline;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The settings of all plugins that the distribution carries or that were dropped into {@code deploy/}, whether they are
 * installed or not: read from the bundles themselves.
 */
final class Descriptions implements AutoCloseable {

    private static final String HOUSE = "org/tocsin";
    private static final String METATYPE = "OSGI-INF/metatype/";
    private static final int MOST_BYTES = 1 << 20;

    private final Map<String, Description> byPid = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final List<Path> house;

    private Descriptions(List<Path> house) {
        this.house = house;
    }

    /**
     * Reads them.
     *
     * @param home the distribution
     * @param deploy the folder where plugins are dropped; need not be there
     */
    static Descriptions find(Path home, Path deploy) throws IOException, OfflineException {
        Path system = home.resolve("karaf/system");
        if (!Files.isDirectory(system)) {
            throw OfflineException.of(system + ": there is no such directory, unpack the distribution again");
        }
        List<Path> jars = jars(system, Integer.MAX_VALUE);
        Path house = system.resolve(HOUSE);
        Descriptions found = new Descriptions(
                jars.stream().filter(jar -> jar.startsWith(house)).toList());
        for (Path jar : jars) {
            found.read(jar);
        }
        // what was dropped goes before what the distribution has
        for (Path jar : jars(deploy, 1)) {
            found.read(jar);
        }
        return found;
    }

    /** By their PIDs. */
    Map<String, Description> all() {
        return byPid;
    }

    /** What cannot be read. */
    List<String> problems() {
        return problems;
    }

    private static List<Path> jars(Path directory, int depth) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private void read(Path jar) {
        try (ZipFile bundle = new ZipFile(jar.toFile())) {
            Map<String, PluginCheck> checks = null;
            for (ZipEntry entry : metatypes(bundle)) {
                for (Description description : Metatype.read(new ByteArrayInputStream(bytes(bundle, entry)))) {
                    checks = checks == null ? checks(bundle, jar) : checks;
                    byPid.put(
                            description.pid(),
                            new Description(
                                    description.pid(),
                                    description.factory(),
                                    description.keys(),
                                    checks.get(description.pid())));
                }
            }
        } catch (ZipException e) {
            // whatever it is, it brings no settings; the container says so, too
            problems.add(jar.getFileName() + ": is no bundle, or a damaged one: bring it anew or remove it");
        } catch (IOException e) {
            problems.add(jar.getFileName() + ": its description of settings cannot be read (" + e.getMessage()
                    + "): report it to whoever made the plugin");
        } catch (OfflineException e) {
            problems.add(jar.getFileName() + ": " + e.getMessage());
        }
    }

    private static List<? extends ZipEntry> metatypes(ZipFile bundle) {
        return bundle.stream()
                .filter(entry ->
                        entry.getName().startsWith(METATYPE) && entry.getName().endsWith(".xml"))
                .toList();
    }

    private Map<String, PluginCheck> checks(ZipFile bundle, Path jar) throws IOException, OfflineException {
        Map<String, PluginCheck> checks = new HashMap<>();
        ZipEntry names = bundle.getEntry(PluginCheck.SERVICE);
        if (names == null) {
            return checks;
        }
        URLClassLoader loader = new HouseLoader(jar, house);
        loaders.add(loader);
        for (String line :
                new String(bytes(bundle, names), StandardCharsets.UTF_8).lines().toList()) {
            String type = line.replaceFirst("#.*", "").strip();
            if (!type.isEmpty()) {
                PluginCheck check = PluginCheck.load(loader, type);
                checks.put(check.pid(), check);
            }
        }
        return checks;
    }

    private static byte[] bytes(ZipFile bundle, ZipEntry entry) throws IOException {
        try (InputStream in = bundle.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(entry.getName() + " is longer than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }

    @Override
    public void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }
}
