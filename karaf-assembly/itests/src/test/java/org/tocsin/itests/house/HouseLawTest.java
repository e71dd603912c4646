// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.Test;

/** The naming law and the manifest ring: one string names everything of a plugin, and nobody imports a neighbour. */
public class HouseLawTest {

    private static final Set<String> OPEN_TO_ALL =
            Set.of("org.tocsin.api", "org.tocsin.camel", "org.tocsin.channel", "org.tocsin.metrics");
    private static final List<String> README_HEADINGS =
            List.of("What it does", "Install", "Configuration", "Commands", "When it fails", "Versions");
    private static final Set<String> LIBRARIES = Set.of("api", "camel", "channel", "metrics");
    private static final Pattern ROUTE_ID = Pattern.compile("\\.routeId\\(\"([^\"]+)\"");
    private static final Pattern INNER_ENDPOINT = Pattern.compile("\"(?:direct|seda):([^\"?]+)");
    private static final Pattern MESSAGE_ID = Pattern.compile("TOCSIN-[A-Z]+(?:-[A-Z]+)*-\\d{3}");
    private static final Pattern THREAD_OR_FEATURE = Pattern.compile("\"tocsin-([a-z][a-z-]*)");
    private static final Pattern METER = Pattern.compile("\"tocsin[._]([a-z]+)[._]");

    private static final Path HOUSE = Path.of(System.getProperty("tocsin.house"));

    private final List<Room> rooms = Room.all(HOUSE);

    @Test
    public void theHouseHasRooms() {
        assertThat(rooms)
                .extracting(Room::name)
                .contains("api", "camel", "engine", "queue", "queue-derby", "pagerduty");
        assertThat(rooms.stream()
                        .filter(room -> room.isBundle() && room.bundle().isEmpty()))
                .as("rooms whose bundle was not built, so that nothing below would be looked at")
                .isEmpty();
    }

    @Test
    public void folderArtifactBundleAndFeatureHaveOneName() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            law.assertThat(room.artifactId()).as("artifactId of %s", room).isEqualTo("tocsin-" + room.name());
            room.bundle()
                    .ifPresent(jar -> law.assertThat(value(jar, "Bundle-SymbolicName"))
                            .as("symbolic name of %s", room)
                            .isEqualTo(room.packageName()));
            room.files("src/main/feature", "feature.xml")
                    .forEach(file -> law.assertThat(Room.read(file))
                            .as("features file of %s", room)
                            .contains("<feature name=\"tocsin-" + room.name() + "\""));
            room.files("src/main/cfg", ".cfg")
                    .forEach(file -> law.assertThat(file.getFileName().toString())
                            .as("default configuration of %s", room)
                            .startsWith(room.packageName())
                            .endsWith(".cfg"));
        }
        law.assertAll();
    }

    @Test
    public void everyClassOfAPluginLivesBelowItsPackage() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            room.files("src/main/java", ".java")
                    .forEach(file -> law.assertThat(Room.read(file))
                            .as("package of %s", file)
                            .containsPattern("(?m)^package " + Pattern.quote(room.packageName()) + "[;.]"));
        }
        law.assertAll();
    }

    @Test
    public void routesThreadsMetersAndMessagesBearTheNameOfTheirPlugin() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            String sources = room.sources();
            String dotted = room.name().replace('-', '.');
            law.assertThat(found(ROUTE_ID, sources))
                    .as("route ids of %s", room)
                    .allMatch(id -> id.startsWith(dotted + '.'));
            law.assertThat(found(METER, sources))
                    .as("meters of %s", room)
                    .allMatch(name -> dotted.equals(name) || dotted.startsWith(name + '.'));
            String readme = readme(room);
            law.assertThat(found(MESSAGE_ID, sources).stream().filter(id -> !readme.contains(id)))
                    .as("operator messages of %s that its README does not explain", room)
                    .isEmpty();
        }
        law.assertAll();
    }

    @Test
    public void threadsBearTheNameOfTheirPlugin() {
        Set<String> names = new HashSet<>();
        rooms.forEach(room -> names.add(room.name()));
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            law.assertThat(found(THREAD_OR_FEATURE, room.sources()))
                    .as("names that begin with tocsin- in %s", room)
                    .noneMatch(text -> names.stream()
                            .anyMatch(other -> !room.name().startsWith(other)
                                    && (text.equals(other) || text.startsWith(other + "-"))));
        }
        law.assertAll();
    }

    @Test
    public void noInnerEndpointIsTheDoorOfTwoPlugins() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            law.assertThat(found(INNER_ENDPOINT, room.sources()))
                    .as("direct: and seda: endpoints of %s", room)
                    .allMatch(name -> name.startsWith(room.name().replace('-', '.') + '.'));
        }
        law.assertAll();
    }

    @Test
    public void nobodyImportsAnotherPlugin() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            room.bundle()
                    .ifPresent(jar -> law.assertThat(ownImports(jar))
                            .as("packages of the house that %s imports", room)
                            .allMatch(name -> isOpenTo(room, name)));
        }
        law.assertAll();
    }

    @Test
    public void whatIsExportedHasAVersionOfItsOwn() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            room.bundle().ifPresent(jar -> {
                String exports = value(jar, "Export-Package");
                law.assertThat(clauses(exports).filter(clause -> clause.startsWith("org.tocsin")))
                        .as("exports of %s", room)
                        .allMatch(clause -> clause.contains(";version="));
            });
        }
        law.assertAll();
    }

    @Test
    public void everyPluginReadsAlone() {
        SoftAssertions law = new SoftAssertions();
        for (Room room : rooms) {
            String readme = readme(room);
            law.assertThat(readme).as("README.md of %s", room).contains("What it does");
            if (room.bundle().isPresent() && !LIBRARIES.contains(room.name())) {
                law.assertThat(README_HEADINGS.stream().filter(heading -> !readme.contains("## " + heading)))
                        .as("headings that the README.md of %s lacks", room)
                        .isEmpty();
            }
        }
        law.assertAll();
    }

    @Test
    public void theChangelogHasALineOfEveryPlugin() {
        String changelog = Room.read(HOUSE.resolve("CHANGELOG.md"));

        assertThat(rooms.stream().filter(room -> !changelog.contains("] " + room.name() + ": ")))
                .isEmpty();
    }

    @Test
    public void bundlesNestNoClassOfTheHouseButTheCommandLine() throws IOException {
        for (Room room : rooms) {
            if (room.bundle().isPresent()) {
                try (JarFile jar = new JarFile(room.bundle().get().toFile())) {
                    assertThat(jar.stream()
                                    .map(entry -> entry.getName())
                                    .filter(name -> name.matches(".*tocsin-.*\\.jar")))
                            .as("jars of the house inside %s", room)
                            .allMatch(name -> name.contains("tocsin-cli"));
                }
            }
        }
    }

    private static boolean isOpenTo(Room room, String imported) {
        return Stream.concat(OPEN_TO_ALL.stream(), Stream.of(room.packageName(), parent(room)))
                .anyMatch(open -> imported.equals(open) || imported.startsWith(open + '.'));
    }

    /** {@code x-y} may import its {@code x}. */
    private static String parent(Room room) {
        int hyphen = room.name().indexOf('-');
        return hyphen < 0 ? room.packageName() : "org.tocsin." + room.name().substring(0, hyphen);
    }

    private static Set<String> ownImports(Path jar) {
        Set<String> names = new TreeSet<>();
        clauses(value(jar, "Import-Package"))
                .map(clause -> clause.split(";", 2)[0])
                .filter(name -> name.startsWith("org.tocsin."))
                .forEach(names::add);
        return names;
    }

    /** Splits a header at the commas outside quotes. */
    private static Stream<String> clauses(String header) {
        return Arrays.stream(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")).map(String::strip);
    }

    private static String value(Path jar, String header) {
        String value = Room.manifest(jar).getMainAttributes().getValue(new Attributes.Name(header));
        return value == null ? "" : value.split(header.equals("Bundle-SymbolicName") ? ";" : "\0", 2)[0];
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(HouseLawTest::lastGroup)
                .distinct()
                .toList();
    }

    private static String lastGroup(MatchResult match) {
        return match.group(match.groupCount());
    }

    private static String readme(Room room) {
        try {
            return Room.read(room.folder().resolve("README.md"));
        } catch (UncheckedIOException e) {
            return "";
        }
    }
}
