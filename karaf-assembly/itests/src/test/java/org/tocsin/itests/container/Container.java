// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.container;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.extra.EnvironmentOption;

/**
 * The archive that people run, as Pax Exam starts it: unpacked to a directory of its own, which is its
 * {@code TOCSIN_HOME} with {@code karaf/} in it, and started with the launcher's own JVM options. Two things differ from
 * the launcher, and have tests of their own there: no shell listens, and objects may be deserialised, because Pax Exam
 * talks to the container that way.
 */
final class Container {

    private static final Path WORK = Path.of(System.getProperty("tocsin.work", "target/agents"));
    private static final Path ARCHIVE = Path.of(System.getProperty("tocsin.archive", ""));
    private static final Pattern JVM_OPTION = Pattern.compile("(?<=\\s)(-X\\S+|--add-(?:opens|exports) \\S+)");

    private final String name;
    private final Map<String, String> environment = new TreeMap<>();

    private Container(String name) {
        this.name = name;
    }

    /** The container of a test class: fresh, and its address a free port. */
    static Container of(Class<?> test) {
        return new Container(test.getSimpleName()).with("TOCSIN_ADDRESS", "127.0.0.1:" + Outside.freePort());
    }

    /** Delivers to the sandbox that all tests of this process share. */
    Container deliveringTo(URI pagerDuty) {
        return with("TOCSIN_PAGERDUTY_URL", pagerDuty.toString());
    }

    /** Sets a variable as the launcher would pass it on. */
    Container with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What Pax Exam needs to know. */
    Option[] options() throws IOException {
        Path home = WORK.resolve(name).toAbsolutePath().normalize();
        Files.createDirectories(WORK);
        Path data = Files.createTempDirectory(WORK, name + '-', asFileAttribute(fromString("rwx------")))
                .toAbsolutePath();
        // as the launcher does it
        for (String directory : List.of("db", "deploy", "log")) {
            Files.createDirectory(data.resolve(directory));
        }
        environment.put("TOCSIN_SECRET_FILE", data.resolve("secret").toString());

        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(ARCHIVE.toUri().toString())
                        .karafVersion(System.getProperty("tocsin.karaf.version", ""))
                        .unpackDirectory(WORK.toFile())
                        .directoryNameFormat("'" + name + "'")
                        .useDeployFolder(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                doNotModifyLogConfiguration(),
                // beside the container's own: the bundles of Pax Exam, which Maven has put there
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        "${karaf.home.uri}${karaf.default.repository}@id=system.repository@snapshots, "
                                + Path.of(System.getProperty("tocsin.repository", ""))
                                        .toUri() + "@id=tests@snapshots"),
                bundle(Libraries.bundle(WORK).toUri().toString())));
        for (String option : launcherOptions()) {
            options.add(vmOption(option));
        }
        property(options, "java.security.manager", "allow");
        property(options, "tocsin.home", home.toString());
        property(options, "tocsin.etc", home.resolve("etc").toString());
        property(options, "tocsin.data", data.toString());
        property(options, "tocsin.spool", data + ".spool");
        property(
                options,
                "tocsin.examples",
                Path.of(System.getProperty("tocsin.house", ""), "examples")
                        .toAbsolutePath()
                        .normalize()
                        .toString());
        property(options, "tocsin.sandbox.log", Outside.sandboxLog().toString());
        property(options, "tocsin.sandbox.url", Outside.sandbox().url().toString());
        environment.forEach((variable, value) -> options.add(new EnvironmentOption(variable + '=' + value)));
        return options.toArray(Option[]::new);
    }

    private static void property(List<Option> options, String key, String value) {
        options.add(vmOption("-D" + key + '=' + value));
    }

    /** Read from the launcher, so that they are the same for ever. */
    private static List<String> launcherOptions() throws IOException {
        String launcher = Outside.fromArchive(ARCHIVE, "bin/tocsin-agent.sh");
        List<String> found = new ArrayList<>();
        Matcher option = JVM_OPTION.matcher(launcher);
        while (option.find()) {
            // the two words of one option, in the form that is one word
            found.add(option.group().replace(' ', '='));
        }
        return found;
    }
}
