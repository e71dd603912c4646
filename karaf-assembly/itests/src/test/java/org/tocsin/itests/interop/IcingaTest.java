// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.blackbox.LogOnFailure;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** Icinga 2 with our configuration, as it is. */
public class IcingaTest {

    private static final String SERVICE = "event_source=service;host_name=web1;service_desc=port";
    private static final String HOST = "event_source=host;host_name=web2";

    @Rule
    public final SandboxRule sandbox = new SandboxRule();

    @Rule
    public final Agent agent = new Agent();

    @Rule
    public final LogOnFailure log = new LogOnFailure(agent);

    @Rule
    public final WatchedPort service = new WatchedPort();

    @Rule
    public final WatchedPort host = new WatchedPort();

    @Rule
    public final Programs programs = new Programs(agent);

    @Test
    public void aFailureAndItsEndAreOneIncident() {
        Debian debian = Debian.unpacked("icinga2-bin", "icinga2-common", "monitoring-plugins-basic");
        service.recovers();
        host.recovers();
        configure(debian);
        programs.done(debian, icinga(debian, "-C"));
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_PLUGINS", "tocsin-nagios")
                .start();
        programs.start(debian, icinga(debian));

        service.fails();
        arrived(1);
        service.recovers();
        arrived(2);
        host.fails();
        arrived(3);
        host.recovers();
        arrived(4);

        List<Received> events = sandbox.get().accepted();
        assertThat(events)
                .allMatch(event -> Ours.KEY.equals(event.key()))
                .extracting(event -> event.action() + " " + event.dedupKey())
                .containsExactly("trigger " + SERVICE, "resolve " + SERVICE, "trigger " + HOST, "resolve " + HOST);
        assertThat(events.get(0).body().text())
                .contains(
                        "\"description\":\"SERVICEDESC=port; SERVICESTATE=CRITICAL; HOSTNAME=web1\"",
                        "\"HOSTDISPLAYNAME\":\"the first one\"",
                        "\"HOSTSTATE\":\"UP\"",
                        "\"SERVICEOUTPUT\":\"connect to address 127.0.0.1 and port " + service.number()
                                + ": Connection refused\"")
                .containsPattern("\"TIMET\":\"\\d{10}\"");
        assertThat(events.get(3).body().text()).contains("\"description\":\"HOSTNAME=web2; HOSTSTATE=UP\"");
    }

    private void arrived(int events) {
        programs.await(events + " events", () -> sandbox.get().accepted().size() >= events);
    }

    private String[] icinga(Debian debian, String... words) {
        String here = programs.directory().toString();
        return Stream.concat(
                        Stream.of(
                                debian.find("usr/lib/*/icinga2/sbin/icinga2").toString(),
                                "daemon",
                                "--config",
                                here + "/icinga2.conf",
                                "-DRunAsUser=nobody",
                                "-DRunAsGroup=nogroup",
                                "-DConfigDir=" + here,
                                "-DDataDir=" + here,
                                "-DCacheDir=" + here,
                                "-DLogDir=" + here,
                                "-DSpoolDir=" + here,
                                "-DInitRunDir=" + here),
                        Stream.of(words))
                .toArray(String[]::new);
    }

    private void configure(Debian debian) {
        Ours.write(programs.directory().resolve("icinga2.conf"), """
                const NodeName = "localhost"
                const PluginDir = "%s"
                include <itl>
                include <plugins>
                include "%s"
                include "%s"
                object IcingaApplication "app" { }
                object CheckerComponent "checker" { }
                object NotificationComponent "notification" { }
                template Host "watched" {
                  address = "127.0.0.1"
                  max_check_attempts = 1
                  check_interval = 1s
                  retry_interval = 1s
                }
                object Host "web1" {
                  import "watched"
                  display_name = "the first one"
                  check_command = "dummy"
                }
                object Host "web2" {
                  import "watched"
                  check_command = "tcp"
                  vars.tcp_port = %d
                  vars.enable_pagerduty = true
                }
                object Service "port" {
                  host_name = "web1"
                  max_check_attempts = 1
                  check_interval = 1s
                  retry_interval = 1s
                  check_command = "tcp"
                  vars.tcp_port = %d
                  vars.enable_pagerduty = true
                }
                """.formatted(
                        debian.find("usr/lib/nagios/plugins"),
                        debian.find("etc/icinga2/conf.d/timeperiods.conf"),
                        Ours.file("nagios", "icinga2-pagerduty.conf"),
                        host.number(),
                        service.number()));
    }
}
