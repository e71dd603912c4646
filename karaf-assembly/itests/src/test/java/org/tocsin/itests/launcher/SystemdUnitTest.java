// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.Call;

/** The unit of the distribution, as systemd's own tools see it; no agent is started. */
public class SystemdUnitTest {

    private static final String INSTALLED = "/opt/tocsin/";

    /** In tenths, as {@code systemd-analyze security} counts; what the README says of it is less. */
    private static final String MOST_EXPOSURE = "15";

    private static final Pattern EXPOSURE = Pattern.compile("exposure level for tocsin\\.service: (\\d+\\.\\d) ");

    private static final Pattern VERSION = Pattern.compile("^systemd (\\d+)");
    private static final int MEASURED_WITH = 252;

    @Rule
    public final Agent agent = new Agent();

    private final Path shipped = agent.distribution().file("share/systemd/tocsin.service");
    private final Path unit = agent.directory().resolve("tocsin.service");

    @Before
    public void installWhereTheDistributionIs() throws IOException {
        String here = agent.distribution().home() + "/";
        Files.writeString(unit, Files.readString(shipped).replace(INSTALLED, here));
    }

    @Test
    public void itNamesWhatIsThereAndTheDirectoriesOfAnInstalledDistribution() throws IOException {
        assertThat(agent.distribution().file("bin/tocsin")).isExecutable();
        assertThat(Files.readString(shipped))
                .contains("ExecStart=" + INSTALLED + "bin/tocsin run\n", "User=tocsin\n", "Restart=on-failure\n");
        agent.without("TOCSIN_ETC").without("TOCSIN_DATA").without("TOCSIN_SPOOL");
        Path site = agent.distribution().file("share/systemd/tocsin-site.sh");
        Call call = agent.call(List.of(
                "sh",
                "-c",
                ". '" + site
                        + "'; echo \"TOCSIN_ETC=$TOCSIN_ETC TOCSIN_DATA=$TOCSIN_DATA TOCSIN_SPOOL=$TOCSIN_SPOOL\""));
        assertThat(Files.readString(shipped)).contains("Environment=" + call.out());
    }

    @Test
    public void systemdFindsNothingWrongWithIt() {
        Call verify = analyze("verify", "--man=no");

        assertThat(verify).returns(0, Call::exit).returns("", Call::err);
    }

    @Test
    public void itIsAsLittleExposedAsTheReadmeSays() throws IOException {
        Call security = analyze("security", "--offline=yes", "--threshold=" + MOST_EXPOSURE);

        assertThat(security.exit()).as("%s", security).isZero();
        // another version counts otherwise
        if (version() == MEASURED_WITH) {
            Path readme = Path.of(System.getProperty("tocsin.house"), "karaf-assembly/README.md");
            assertThat(exposure(security.out())).isEqualTo(exposure(Files.readString(readme)));
        }
    }

    private static String exposure(String text) {
        Matcher exposure = EXPOSURE.matcher(text);
        assertThat(exposure.find()).as("%s", text).isTrue();
        return exposure.group(1);
    }

    private Call analyze(String... words) {
        assumeTrue("systemd's tools are here, and know --offline", version() >= MEASURED_WITH);
        List<String> command = new ArrayList<>(List.of("systemd-analyze"));
        command.addAll(List.of(words));
        command.add(unit.toString());
        return agent.call(command);
    }

    /** 0 without systemd's tools. */
    private int version() {
        Call call = agent.call(List.of("sh", "-c", "systemd-analyze --version || true"));
        Matcher version = VERSION.matcher(call.out());
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }
}
