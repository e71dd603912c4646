// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpDoor.Credential;
import org.tocsin.api.http.HttpDoor.PathSpec;
import org.tocsin.http.local.LocalApi;

/** The listener as a component: it starts, or it says why not. */
public final class IntakeTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Object> doors = new ArrayList<>();
    private final Map<String, String> config = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private final TokenRings rings = new TokenRings();
    private @Nullable IntakePart intake;

    @Before
    public void configure() {
        System.setProperty("tocsin.data", folder.getRoot().getPath());
        config.put("address", "127.0.0.1:0");
    }

    @After
    public void close() {
        System.clearProperty("tocsin.data");
        IntakePart started = intake;
        if (started != null) {
            started.close();
        }
    }

    @Test
    public void itOffersTheDoorAndIsReadyWhenAllItsPathsAreOpen() throws Exception {
        String log = Log.of(() -> {
            IntakePart started = start();
            assertThat(started.health().state()).isEqualTo(State.FAILED);
            assertThat(started.health().text()).contains("/send", "/cli/{program}");
            HttpDoor door = (HttpDoor) doors.get(0);
            for (String path : LocalApi.PATHS) {
                door.open(new PathSpec(path, Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO);
            }
            assertThat(started.health().state()).isEqualTo(State.READY);
            return started;
        });
        assertThat(log).containsPattern("intake open on http://127\\.0\\.0\\.1:\\d+");
        assertThat(Files.readString(folder.getRoot().toPath().resolve("secret")))
                .hasSize(50);
        assertThat(log)
                .doesNotContain(Files.readString(folder.getRoot().toPath().resolve("secret")));
    }

    @Test
    public void onlyThePathsThatTakeEventsAndTellHealthAreEssential() {
        IntakePart started = start();
        HttpDoor door = (HttpDoor) doors.get(0);
        Map<String, HttpDoor.OpenPath> open = new HashMap<>();
        for (String path : LocalApi.PATHS) {
            open.put(path, door.open(new PathSpec(path, Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO));
        }

        for (String path : LocalApi.PATHS) {
            Objects.requireNonNull(open.get(path)).close();
            boolean essential = List.of(
                            "/send",
                            "/events",
                            "/integrations/{adapter}",
                            "/cli/{program}",
                            "/health",
                            "/health/live",
                            "/health/ready")
                    .contains(path);
            assertThat(started.health().state()).as(path).isEqualTo(essential ? State.FAILED : State.DEGRADED);
            assertThat(started.health().text()).contains(path);
            door.open(new PathSpec(path, Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO);
            assertThat(started.health().state()).as(path).isEqualTo(State.READY);
        }
    }

    @Test
    public void closedItLeavesNeitherThreadNorServiceAndCanStartAgain() {
        for (int i = 0; i < 3; i++) {
            IntakePart started = start();
            assertThat(doors).hasSize(1);
            assertThat(threads()).isNotEmpty();
            started.close();
            assertThat(doors).isEmpty();
            await("its threads end")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> threads().isEmpty());
        }
    }

    @Test
    public void aPortInUseIsOneClearLineForPersonLogAndLauncher() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            config.put("address", address);
            String expected = "org.tocsin.http.cfg: address: " + address
                    + " is in use, stop what listens there or set another address";

            String log = Log.of(this::start);

            assertFailed(log, expected);
        }
    }

    @Test
    public void everyWrongValueNamesFileKeyValueAndRemedy() throws Exception {
        wrong("address", "nonsense", "'nonsense' is not an address, use host:port");
        wrong("address", "127.0.0.1:99999", "is not an address");
        wrong("address", "::1:80", "is not an address");
        // no name server is asked for what can be no name
        wrong("address", "no..such..host:80", "is not the address of a known host");
        config.put("plaintext", "allow");
        wrong("address", "192.0.2.1:49463", "is no address of this machine");
        wrong("readTimeout", "10", "'10' is not a duration, use ISO-8601 such as PT30S");
        wrong("idleTimeout", "PT0S", "'PT0S' is not in range, use a duration from PT0.001S to PT24H");
        wrong("answerTimeout", "-PT1S", "is not in range");
        wrong("eventLoops", "0", "'0' is not in range, use a whole number from 1 to 64");
        wrong("maxConnections", "many", "is not a number");
        wrong("maxWaiting", "99999999999", "is not in range");
        wrong("secretFile", "/", "is no file");
    }

    @Test
    public void aWrongValueOfARunningAgentLeavesTheIntakeOpen() throws Exception {
        IntakePart started = start();
        List<Object> open = List.copyOf(doors);
        openAllPaths();
        URI url = URI.create(started.health().text().replaceFirst("listens on ", "") + "/health");
        config.put("maxWaiting", "lots");

        String log = Log.of(() -> {
            started.modified(config(), said());
            started.modified(config(), said());
            return started;
        });

        String wrong = "org.tocsin.http.cfg: maxWaiting: 'lots' is not a number, use a whole number from 1 to 1000000;"
                + " until it is put right the settings before it stay in force";
        assertThat(log).containsOnlyOnce("TOCSIN-HTTP-001 " + wrong);
        assertThat(started.health().state()).isEqualTo(State.DEGRADED);
        assertThat(started.health().text())
                .isEqualTo(wrong + "; listens on " + url.resolve("/").toString().replaceAll("/$", ""));
        assertThat(doors).as("not even for a moment another one").isEqualTo(open);
        assertThat(status(url)).isEqualTo(200);
        config.remove("maxWaiting");
        started.modified(config(), said());
        assertThat(started.health().state()).isEqualTo(State.READY);
        assertThat(doors).isEqualTo(open);
    }

    @Test
    public void anAddressThatAnotherHasLeavesTheIntakeOpenWhereItWas() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        config.put("address", "127.0.0.1:" + port);
        IntakePart started = start();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            config.put("address", "127.0.0.1:" + taken.getLocalPort());

            started.modified(config(), said());

            openAllPaths();
            assertThat(started.health().state()).isEqualTo(State.DEGRADED);
            assertThat(started.health().text())
                    .startsWith("org.tocsin.http.cfg: address: 127.0.0.1:" + taken.getLocalPort() + " is in use")
                    .endsWith("stay in force; listens on http://127.0.0.1:" + port);
            assertThat(status(URI.create("http://127.0.0.1:" + port + "/health")))
                    .isEqualTo(200);
        }
        started.modified(config(), said());
        openAllPaths();
        assertThat(started.health().state()).as("free by now").isEqualTo(State.READY);
    }

    private void openAllPaths() {
        HttpDoor door = (HttpDoor) doors.get(0);
        for (String path : LocalApi.PATHS) {
            door.open(new PathSpec(path, Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO);
        }
    }

    private static int status(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private void wrong(String key, String value, String remedy) throws Exception {
        String before = String.valueOf(config.put(key, value));
        String log = Log.of(this::start);
        IntakePart failed = Objects.requireNonNull(intake);
        String text = failed.health().text();
        assertThat(text).startsWith("org.tocsin.http.cfg: " + key + ": ").contains(remedy);
        assertFailed(log, text);
        config.put(key, before);
        if (before.equals("null")) {
            config.remove(key);
        }
    }

    private void assertFailed(String log, String expected) throws Exception {
        IntakePart failed = Objects.requireNonNull(intake);
        assertThat(failed.health().state()).isEqualTo(State.FAILED);
        assertThat(failed.health().text()).isEqualTo(expected);
        assertThat(log).contains("TOCSIN-HTTP-001 " + expected);
        assertThat(Files.readString(folder.getRoot().toPath().resolve("startup-failure")))
                .isEqualTo(expected + '\n');
        assertThat(doors).isEmpty();
        failed.close();
        await("no thread is left")
                .atMost(Duration.ofSeconds(5))
                .until(() -> threads().isEmpty());
    }

    @Test
    public void anAddressThatOthersReachIsWarnedOf() throws Exception {
        config.put("address", "0.0.0.0:0");
        config.put("plaintext", "allow");

        assertThat(Log.of(this::start)).contains("TOCSIN-HTTP-007");
        IntakePart started = Objects.requireNonNull(intake);
        HttpDoor door = (HttpDoor) doors.get(0);
        for (String path : LocalApi.PATHS) {
            door.open(new PathSpec(path, Set.of("GET"), Credential.LOOPBACK, 1), Doorway.ECHO);
        }
        assertThat(started.health().state()).isEqualTo(State.READY);
        assertThat(started.health().text()).contains("warning: it can be reached from other machines");
    }

    @Test
    public void suchAnAddressWithoutTlsIsRefused() throws Exception {
        wrong("address", "0.0.0.0:0", "use a loopback address, or tls.certificate and tls.key, or plaintext = allow");
        wrong("plaintext", "perhaps", "use refuse or allow");
    }

    @Test
    public void aRotatedTokenIsTheOneOfTheFile() throws Exception {
        IntakePart started = start();
        Path file = folder.getRoot().toPath().resolve("secret");
        String before = Files.readString(file);

        started.rotate(Duration.ofMinutes(1));

        assertThat(Files.readString(file)).isNotEqualTo(before).hasSize(before.length());
    }

    @Test
    public void anOldTokenIsAcceptedAsLongAsWasSaidAlsoWhenTheConfigurationChanges() throws Exception {
        IntakePart started = start();
        String before = Files.readString(folder.getRoot().toPath().resolve("secret"));
        started.rotate(Duration.ofMinutes(10));
        started.close();
        config.put("idleTimeout", "PT61S");

        IntakePart next = start();
        HttpDoor door = (HttpDoor) doors.get(0);
        for (String path : LocalApi.PATHS) {
            door.open(new PathSpec(path, Set.of("GET"), Credential.TOKEN, 1), Doorway.ECHO);
        }
        URI url = URI.create(next.health().text().replaceFirst("listens on ", "") + "/health");
        for (Map.Entry<String, Integer> asked : Map.of(
                        before, 200, Files.readString(folder.getRoot().toPath().resolve("secret")), 200, "x", 401)
                .entrySet()) {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("Authorization", "token " + asked.getKey())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(asked.getValue());
        }
    }

    /** The container alone would lay the variable over a line of the file, and there is none. */
    @Test
    public void whatTheLauncherWasToldCountsAlsoWhenTheFileHasNoSuchKey() throws Exception {
        config.clear();
        Path token = folder.getRoot().toPath().resolve("said");
        said.put("ORG_TOCSIN_HTTP_SECRETFILE", token.toString());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            said.put("ORG_TOCSIN_HTTP_ADDRESS", address);
            assertThat(start().health().text()).contains(address + " is in use");
            assertThat(token).exists();
        }
    }

    @Test
    public void theIpv6LoopbackIsLoopbackToo() {
        assertThat(Address.parse("[::1]:0").host().isLoopbackAddress()).isTrue();
        assertThat(Address.parse("[::1]:0").url("http", 8080)).isEqualTo("http://[::1]:8080");
    }

    @Test
    public void withoutALauncherNobodyIsTold() {
        System.clearProperty("tocsin.data");
        config.put("secretFile", folder.getRoot().toPath().resolve("elsewhere").toString());
        config.put("eventLoops", "none");

        assertThat(start().health().state()).isEqualTo(State.FAILED);
        assertThat(Path.of("startup-failure")).doesNotExist();
    }

    /** As it is now. */
    private Said said() {
        return new Said(Map.copyOf(said));
    }

    private IntakePart start() {
        IntakePart started = new IntakePart(bundle(), rings, config(), said());
        intake = started;
        return started;
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tocsin-http"))
                .toList();
    }

    /** What is configured, and the defaults of what is not. */
    private Intake.Config config() {
        return (Intake.Config) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Intake.Config.class},
                (proxy, method, args) ->
                        config.getOrDefault(method.getName().replace('_', '.'), (String) method.getDefaultValue()));
    }

    /** As much of a framework as the component asks for: a place to register its door. */
    private BundleContext bundle() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, args) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    assertThat(args[0]).isEqualTo(HttpDoor.class);
                    assertThat(((Dictionary<?, ?>) args[2]).get("tocsin.door")).isEqualTo("api");
                    doors.add(args[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, call, none) -> {
                                assertThat(call.getName()).isEqualTo("unregister");
                                return doors.remove(args[1]);
                            });
                });
    }
}
