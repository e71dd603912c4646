// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.security.auth.Subject;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.assertj.core.api.Assertions;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.rules.TestWatcher;
import org.junit.runner.Description;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.tocsin.api.HealthPart;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.RouteControl;
import org.tocsin.api.RouteControl.RouteInfo;

/** The running container, seen from within. As a rule, it prints the end of the log when a test fails. */
final class House extends TestWatcher {

    /** The product's plugins that say how they feel. */
    static final String[] PARTS = {
        "adapter",
        "alarm",
        "engine",
        "heartbeat",
        "http",
        "metrics",
        "pagerduty",
        "plugins",
        "queue",
        "queue-derby",
        "shell",
        "spool"
    };

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int LOG_LINES = 120;

    @Override
    protected void failed(Throwable problem, Description test) {
        List<String> lines = log();
        System.out.println("---- the container's log after " + test.getDisplayName());
        lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).forEach(System.out::println);
        System.out.println("----");
    }

    /** Asked for late: the process that drives the tests makes one too, and is no container. */
    BundleContext context() {
        return FrameworkUtil.getBundle(House.class).getBundleContext();
    }

    /** A wait that names what it waits for. */
    static ConditionFactory until(String what) {
        return await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    // ---- places

    Path etc() {
        return Path.of(System.getProperty("tocsin.etc"));
    }

    Path data() {
        return Path.of(System.getProperty("tocsin.data"));
    }

    Path deploy() {
        return data().resolve("deploy");
    }

    /** The log so far. */
    List<String> log() {
        try {
            return Files.readAllLines(Path.of(System.getProperty("karaf.log"), "tocsin.log"));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    // ---- what runs

    /** The product's bundle of this name. */
    Bundle bundle(String symbolicName) {
        return bundles(symbolicName).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle is called " + symbolicName));
    }

    List<Bundle> bundles(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .toList();
    }

    /** A service, waited for. */
    <S> S service(Class<S> type) {
        return service(type, null);
    }

    <S> S service(Class<S> type, @Nullable String filter) {
        return until("the service " + type.getName())
                .until(() -> services(type, filter).stream().findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    <S> List<S> services(Class<S> type, @Nullable String filter) {
        try {
            List<S> found = new ArrayList<>();
            for (ServiceReference<S> reference : context().getServiceReferences(type, filter)) {
                S service = context().getService(reference);
                if (service != null) {
                    found.add(service);
                }
            }
            return found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** All routes with this id; more than one when some wait. */
    List<RouteInfo> routes(String id) {
        return services(RouteControl.class, null).stream()
                .flatMap(control -> control.routes().stream())
                .filter(route -> route.id().equals(id))
                .toList();
    }

    /** Waits until this is what is said of a route. */
    void awaitRoute(String id, String owner, String state) {
        until("route " + id + " of " + owner + " " + state)
                .untilAsserted(() -> Assertions.assertThat(routes(id))
                        .anySatisfy(route -> Assertions.assertThat(route)
                                .returns(owner, RouteInfo::owner)
                                .returns(state, RouteInfo::state)));
    }

    void awaitNoRoute(String id) {
        until("the end of route " + id)
                .untilAsserted(() -> Assertions.assertThat(routes(id)).isEmpty());
    }

    // ---- how it feels

    Map<String, Health> health() {
        Map<String, Health> parts = new TreeMap<>();
        services(HealthPart.class, null).forEach(part -> parts.put(part.part(), part.health()));
        return parts;
    }

    Health health(String part) {
        Health health = health().get(part);
        if (health == null) {
            throw new AssertionError("no part is called " + part);
        }
        return health;
    }

    /** Waits until every part of the product is there and ready. */
    void awaitReady() {
        until("an agent that is ready")
                .untilAsserted(() -> Assertions.assertThat(health())
                        .containsOnlyKeys(PARTS)
                        .allSatisfy((part, health) -> Assertions.assertThat(health.state())
                                .as(health.text())
                                .isEqualTo(State.READY)));
    }

    // ---- the shell

    /** What a command prints that an administrator gives; a failure is an exception, as in the shell. */
    String shell(String command) throws Exception {
        return shellAs("admin", command);
    }

    /** The same for somebody who has this role and no other. */
    String shellAs(String role, String command) throws Exception {
        return as(role, () -> inSession(command));
    }

    /** What the tab key offers an administrator behind a line. */
    List<String> completed(String line) throws Exception {
        return as("admin", () -> {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            SessionFactory shell = service(SessionFactory.class);
            Session session = shell.create(InputStream.nullInputStream(), nowhere, nowhere);
            try {
                List<String> candidates = new ArrayList<>();
                CommandLine typed = new TypedLine(line);
                shell.getRegistry().getCommands().stream()
                        .filter(command -> command.getScope().equals("tocsin"))
                        .forEach(command -> command.getCompleter(false).complete(session, typed, candidates));
                return candidates.stream().map(String::strip).sorted().toList();
            } finally {
                session.close();
            }
        });
    }

    private static <T> T as(String role, PrivilegedExceptionAction<T> work) throws Exception {
        Subject somebody = new Subject(true, Set.of(new RolePrincipal(role)), Set.of(), Set.of());
        try {
            return Subject.doAs(somebody, work);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private String inSession(String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Session session = service(SessionFactory.class).create(new ByteArrayInputStream(new byte[0]), printed, printed);
        try {
            session.execute(command);
        } finally {
            session.close();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
