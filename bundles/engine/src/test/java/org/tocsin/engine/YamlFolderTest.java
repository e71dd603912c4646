// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.AdapterInput;
import org.tocsin.api.Backoff;
import org.tocsin.api.RouteControl.RouteInfo;
import org.tocsin.engine.component.SmallHouse;

public class YamlFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final String OWNER = "deploy/disk.camel.yaml";

    @Rule
    public final SmallHouse house = new SmallHouse();

    @Rule
    public final TemporaryFolder root = new TemporaryFolder();

    private final AtomicLong seconds = new AtomicLong();
    private final ContextRecipe recipe = new ContextRecipe(house::component, name -> house.component());
    private final ContextHouse contexts = new ContextHouse(recipe);
    private final RouteWhiteboard whiteboard = new RouteWhiteboard(
            contexts,
            new RouteHand(System::nanoTime),
            new Patience(Duration.ofSeconds(5), () -> false, System::nanoTime),
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(4), false),
            this::nanos);
    private YamlFolder folder =
            new YamlFolder(Path.of("unset"), whiteboard, new YamlCheck(recipe), clock(), this::nanos);

    @Before
    public void watch() {
        folder = new YamlFolder(
                root.getRoot().toPath(), whiteboard, new YamlCheck(recipe), this::read, clock(), this::nanos);
    }

    @After
    public void closeContexts() {
        contexts.close();
    }

    @Test
    public void aFileRunsAsLongAsItIsThereAndReplacedItIsUpgraded() throws Exception {
        write(adapter("disk.adapt", "first"));
        settle();
        assertThat(routes()).containsExactly(new RouteInfo("disk.adapt", OWNER, "Started", ""));
        assertThat(translated()).isEqualTo("first");

        write(adapter("disk.adapt", "second"));
        settle();
        assertThat(routes()).containsExactly(new RouteInfo("disk.adapt", OWNER, "Started", ""));
        assertThat(translated()).isEqualTo("second");

        Files.delete(file());
        folder.look();
        assertThat(routes()).isEmpty();
        assertThat(house.adapters).isEmpty();
    }

    @Test
    public void aFileThatIsStillBeingWrittenIsNotTakenHalf() throws Exception {
        String text = adapter("disk.adapt", "whole");
        int half = text.indexOf("      steps:");
        write(text.substring(0, half));
        look(1);
        assertThat(routes()).isEmpty();

        write(text.substring(0, half + 3)); // it grows within the time
        look(1);
        look(1);
        assertThat(routes()).isEmpty(); // and its last line has no end, so more must come
        look(5);
        assertThat(routes()).isEmpty();

        write(text);
        look(1);
        assertThat(routes()).isEmpty();
        look(2);
        assertThat(translated()).isEqualTo("whole");
    }

    @Test
    public void aTextWhoseLastLineHasNoEndIsTakenLater() throws Exception {
        write(adapter("disk.adapt", "x").strip());
        settle();
        assertThat(routes()).isEmpty();

        look(8);
        assertThat(routes()).containsExactly(new RouteInfo("disk.adapt", OWNER, "Started", ""));
    }

    @Test
    public void whatLayThereBeforeTheAgentStartedRunsAtOnce() throws Exception {
        write(adapter("disk.adapt", "x"));
        Files.setLastModifiedTime(file(), FileTime.from(NOW.minusSeconds(60)));

        folder.look();

        assertThat(routes()).containsExactly(new RouteInfo("disk.adapt", OWNER, "Started", ""));
    }

    @Test
    public void aBrokenReplacementIsSaidAndTheOldOneGoesOn() throws Exception {
        write(adapter("disk.adapt", "first"));
        settle();

        write(adapter("disk.adapt", "second").replace("setBody", "setBoddy"));
        settle();

        assertThat(translated()).isEqualTo("first");
        assertThat(routes())
                .containsExactly(
                        new RouteInfo("disk.adapt", OWNER, "Started", ""),
                        new RouteInfo(
                                "disk.camel.yaml",
                                OWNER,
                                "Waiting",
                                "TOCSIN-ENGINE-013 deploy/disk.camel.yaml: line 6, column 11: Unknown node id:"
                                        + " setBoddy; what it was before goes on"));
        write(adapter("disk.adapt", "third"));
        settle();
        assertThat(translated()).isEqualTo("third");
        assertThat(routes()).hasSize(1);
    }

    @Test
    public void aReplacementThatCannotStartGivesThePlaceBack() throws Exception {
        write(adapter("disk.adapt", "first"));
        settle();

        write(adapter("disk.adapt", "second") + nowhere());
        settle();

        assertThat(translated()).isEqualTo("first");
        assertThat(routes()).extracting(RouteInfo::state).containsExactly("Started", "Waiting");
        assertThat(problem()).contains("nowhere", "what it was before goes on");
    }

    @Test
    public void whoStandsByGetsNothingWhenTheOwnerIsReplaced() throws Exception {
        write(adapter("disk.adapt", "first"));
        settle();
        writeSpare(adapter("spare.adapt", "spare"));
        settle();
        assertThat(routes()).extracting(RouteInfo::state).containsExactly("Started", "Waiting");

        write(adapter("disk.adapt", "second"));
        settle();
        assertThat(translated()).isEqualTo("second");
        assertThat(routes())
                .containsExactly(
                        new RouteInfo("disk.adapt", OWNER, "Started", ""),
                        new RouteInfo(
                                "spare.adapt",
                                "deploy/spare.camel.yaml",
                                "Waiting",
                                "stands by: adapter disk belongs to " + OWNER));

        write(adapter("disk.adapt", "third") + nowhere());
        settle();
        assertThat(translated()).isEqualTo("second");
        assertThat(problem()).contains("nowhere").endsWith("what it was before goes on");

        write(adapter("disk.adapt", "other").replace("name=disk", "name=other"));
        settle();
        assertThat(routes())
                .containsExactly(
                        new RouteInfo("disk.adapt", OWNER, "Started", ""),
                        new RouteInfo("spare.adapt", "deploy/spare.camel.yaml", "Started", ""));
    }

    @Test
    public void aReplacementThatClaimsWhatBelongsToAnotherChangesNothing() throws Exception {
        write(adapter("disk.adapt", "first"));
        writeSpare(adapter("spare.adapt", "spare").replace("name=disk", "name=spare"));
        settle();

        write(adapter("disk.adapt", "second") + adapter("more", "x").replace("name=disk", "name=spare"));
        settle();

        assertThat(problem())
                .isEqualTo("TOCSIN-ENGINE-013 " + OWNER + ": stands by: adapter spare belongs to"
                        + " deploy/spare.camel.yaml, give it another name; what it was before goes on");
        assertThat(routes())
                .filteredOn(route -> route.state().equals("Started"))
                .extracting(RouteInfo::id)
                .containsExactly("disk.adapt", "spare.adapt");
    }

    @Test
    public void whatCouldNotBeReadIsTakenWhenItCan() throws Exception {
        unreadable = true;
        write(adapter("disk.adapt", "first"));
        settle();
        assertThat(problem()).contains("cannot be read (AccessDeniedException), make it readable for the agent");

        unreadable = false; // which changes neither the file's time nor its size
        look(1);

        assertThat(translated()).isEqualTo("first");
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    public void aBrokenFileNamesPlaceProblemAndRemedy() throws Exception {
        assertProblem(
                "- route:\n    id: x\n    from:\n      uri: \"timer:x\n", "line 5, column 1: found unexpected end");
        assertProblem("- rout:\n    id: x\n", "line 1, column 3: Unknown node id: rout");
        assertProblem("- route:\n    id: x\n", "line 1: the route has no from:, say where it begins");
        assertProblem("hello\n", "has no route, begin it with - route: or - from:");
        assertProblem("\n", "Resource is empty");
        assertProblem(
                route("timer:x", "- to: nosuch:x?token=secret"),
                "line 6: there is no component nosuch, use one that Tocsin has, or bring it in a bundle together with"
                        + " the route");
        assertProblem(route("nosuch:x", "- to: log:x"), "line 4: there is no component nosuch");
        assertProblem(route("timer:x", "- to: log:x?levl=INFO"), "line 6: log has no option levl, correct its name");
        assertProblem(
                route("timer:x?oops=token,secret}&nope=token", "- to: log:x"),
                "line 4: timer has no option",
                "oops",
                "nope");
        assertProblem(
                route("seda:x?size=token", "- to: log:x"),
                "line 4: seda has an option whose value is no number, correct it");
        assertProblem(
                route("timer:x", "- to: log:x?showAll=token"),
                "line 6: the option showAll does not take this value, correct it");
        assertProblem(route("timer:x", "- setBody:\n            simple: \"${body\""), "line 6: ", "functionEnd");
        assertProblem(
                route("tocsin:adapter?nam=x", "- to: log:x"), "tocsin:adapter: name: is missing, give name=nagios");
        assertProblem(route("timer:x", "- to: tocsin:event?channel=note&key=secret"), "key: is a secret");
        Files.write(file(), new byte[] {'-', ' ', (byte) 0xff, '\n'});
        settle();
        assertThat(problem()).contains("is no UTF-8");
        write("#".repeat(1 << 20) + "\n");
        settle();
        assertThat(problem()).contains("is larger than 1048576 bytes, split it");
        assertThat(routes()).hasSize(1);
    }

    @Test
    public void aFileMayNotNameClassesOfTheInside() throws Exception {
        String bean = "- beans:\n    - name: inside\n      type: %s\n" + route("timer:x?delay=60000", "- to: log:x");
        for (String type : List.of(
                "java.lang.ProcessBuilder",
                "org.tocsin.engine.Engine",
                "org.springframework.core.io.UrlResource",
                "com.fasterxml.jackson.databind.ObjectMapper")) {
            assertProblem(bean.formatted(type), "the class " + type + " is not for files");
        }
        assertProblem(
                route("timer:x", "- bean:\n            beanType: java.lang.System\n            method: gc"),
                "java.lang.System");

        write(bean.formatted("org.apache.camel.component.log.LogComponent"));
        settle();
        assertThat(routes()).containsExactly(new RouteInfo("x", OWNER, "Started", ""));
    }

    @Test
    public void aFileMayCatchWhatTheHouseThrows() throws Exception {
        write("""
            - route:
                id: x
                from:
                  uri: direct:x
                  steps:
                    - doTry:
                        steps:
                          - convertBodyTo:
                              type: java.lang.String
                          - to: tocsin:event?channel=note
                        doCatch:
                          - exception:
                              - org.tocsin.api.InvalidEventException
                              - java.io.IOException
                            steps:
                              - setBody:
                                  simple: "${exception.message}"
            """);
        settle();

        assertThat(routes()).containsExactly(new RouteInfo("x", OWNER, "Started", ""));
    }

    @Test
    public void aRouteThatIsToStartByItselfDoesNotRunWhileItIsChecked() throws Exception {
        write("""
            - route:
                id: x
                autoStartup: "true"
                from:
                  uri: tocsin:adapter?name=twice&channel=note
                  steps:
                    - setBody:
                        constant: x
            - from:
                uri: nosuch:x
                steps:
                  - to: log:x
            """);
        settle();

        assertThat(house.adapters).isEmpty();
        assertThat(problem()).contains("there is no component nosuch");
    }

    @Test
    public void aFileThatClaimsABundlesRouteStandsByAndTakesOver() throws Exception {
        RouteSet bundle = Visitor.of("org.example.disk", "1.0.0", () -> new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("direct:x").routeId("disk.adapt").to("log:x");
            }
        });
        whiteboard.add(bundle);
        write(adapter("disk.adapt", "first"));
        settle();
        assertThat(routes())
                .contains(new RouteInfo(
                        "disk.adapt",
                        OWNER,
                        "Waiting",
                        "stands by: route disk.adapt belongs to org.example.disk/1.0.0"));

        whiteboard.remove(bundle);

        assertThat(translated()).isEqualTo("first");
    }

    @Test
    public void hiddenFilesOtherNamesAndDirectoriesAreNobodysRoutes() throws Exception {
        Path directory = root.getRoot().toPath();
        Files.writeString(directory.resolve(".hidden.camel.yaml"), "broken");
        Files.writeString(directory.resolve("routes.yaml"), "broken");
        Files.createDirectory(directory.resolve("folder.camel.yaml"));
        settle();

        assertThat(routes()).isEmpty();
    }

    @Test
    public void nothingOfAReplacedFileIsLeft() throws Exception {
        write(adapter("disk.adapt", "first"));
        settle();
        var first = new java.lang.ref.WeakReference<>(house.adapters.get(0));

        write(adapter("disk.adapt", "second"));
        settle();

        await("the end of the first one").untilAsserted(() -> {
            System.gc();
            assertThat(first.refersTo(null)).isTrue();
        });
    }

    // ----

    private void assertProblem(String text, String... parts) throws IOException {
        write(text);
        settle();
        assertThat(routes()).hasSize(1);
        assertThat(problem())
                .startsWith("TOCSIN-ENGINE-013 deploy/disk.camel.yaml: ")
                .contains(parts)
                .endsWith("; nothing of it runs")
                .doesNotContain("\n", "secret}", "token");
    }

    private String problem() {
        assertThat(folder.problems()).hasSize(1);
        return folder.problems().get(0).text();
    }

    private String translated() throws Exception {
        assertThat(house.adapters).hasSize(1);
        AdapterInput input = new AdapterInput(org.tocsin.api.Body.of(""), null, "k", java.util.Map.of());
        return house.adapters.get(0).translate(input).events().get(0).body().utf8();
    }

    private static String adapter(String id, String body) {
        return route("tocsin:adapter?name=disk&channel=note", "- setBody:\n            constant: " + body)
                .replace("id: x", "id: " + id);
    }

    private static String route(String from, String step) {
        return "- route:\n    id: x\n    from:\n      uri: " + from + "\n      steps:\n        " + step + "\n";
    }

    /** A route that can be made and does not start. */
    private String nowhere() {
        return "- route:\n    id: disk.files\n    from:\n      uri: file:" + root.getRoot()
                + "/nowhere?autoCreate=false&startingDirectoryMustExist=true\n      steps:\n        - to: log:x\n";
    }

    private Path file() {
        return root.getRoot().toPath().resolve("disk.camel.yaml");
    }

    /** Two texts of one length within a moment have one time on some disks; here they never have. */
    private void write(String text) throws IOException {
        write(file(), text);
    }

    private void writeSpare(String text) throws IOException {
        write(root.getRoot().toPath().resolve("spare.camel.yaml"), text);
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(3600).plusMillis(written++)));
    }

    private long written;
    private boolean unreadable;

    private byte[] read(Path file) throws IOException {
        if (unreadable) {
            throw new AccessDeniedException(file.toString());
        }
        return Files.readAllBytes(file);
    }

    private void settle() {
        folder.look();
        look(3);
    }

    private void look(int later) {
        seconds.addAndGet(later);
        folder.look();
    }

    private List<RouteInfo> routes() {
        return RouteList.of(whiteboard.sets(), folder.problems());
    }

    private long nanos() {
        return Duration.ofSeconds(seconds.get()).toNanos();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return NOW.plusSeconds(seconds.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }
}
