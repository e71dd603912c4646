// SPDX-License-Identifier: Apache-2.0
package org.tocsin.itests.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.tocsin.itests.Agent;
import org.tocsin.itests.blackbox.LogOnFailure;
import org.tocsin.sandbox.Received;
import org.tocsin.sandbox.SandboxRule;

/** Nagios 4 with our objects, as they are. */
public class NagiosTest {

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
    public void aFailureAndItsEndAreOneIncidentWhetherTheAgentRunsOrNot() {
        Debian debian = Debian.unpacked("nagios4-core", "monitoring-plugins-basic");
        String nagios = debian.find("usr/sbin/nagios4").toString();
        service.recovers();
        host.recovers();
        configure(debian);
        String checked = programs.done(debian, nagios, "-v", "nagios.cfg").out();
        assertThat(checked).contains("Total Warnings: 0", "Total Errors:   0");
        agent.with("TOCSIN_PAGERDUTY_URL", sandbox.get().url().toString())
                .with("TOCSIN_PLUGINS", "tocsin-nagios")
                .start();
        programs.start(debian, nagios, "nagios.cfg");

        service.fails();
        arrived(1);
        service.recovers();
        arrived(2);
        host.fails();
        arrived(3);
        host.recovers();
        arrived(4);

        agent.stop();
        service.fails();
        spooled(1);
        service.recovers();
        spooled(2);
        agent.start();
        arrived(6);

        List<Received> events = sandbox.get().accepted();
        assertThat(events)
                .allMatch(event -> Ours.KEY.equals(event.key()))
                .extracting(event -> event.action() + " " + event.dedupKey())
                .containsExactly(
                        "trigger " + SERVICE,
                        "resolve " + SERVICE,
                        "trigger " + HOST,
                        "resolve " + HOST,
                        "trigger " + SERVICE,
                        "resolve " + SERVICE);
        assertThat(events.get(0).body().text())
                .contains(
                        "\"description\":\"SERVICEDESC=port; SERVICESTATE=CRITICAL; HOSTNAME=web1\"",
                        "\"HOSTDISPLAYNAME\":\"the first one\"",
                        "\"SERVICEOUTPUT\":\"connect to address 127.0.0.1 and port " + service.number()
                                + ": Connection refused\"")
                .containsPattern("\"TIMET\":\"\\d{10}\"");
        assertThat(events.get(3).body().text()).contains("\"description\":\"HOSTNAME=web2; HOSTSTATE=UP\"");
    }

    private void arrived(int events) {
        programs.await(events + " events", () -> sandbox.get().accepted().size() >= events);
    }

    private void spooled(int events) {
        programs.await(events + " events in the spool", () -> {
            try (Stream<Path> files = Files.list(Path.of(agent.environment().get("TOCSIN_SPOOL")))) {
                return files.filter(file -> file.toString().endsWith(".event")).count() >= events;
            }
        });
    }

    private void configure(Debian debian) {
        Ours.write(programs.directory().resolve("nagios.cfg"), """
                cfg_file=%s
                cfg_file=%s
                cfg_file=%s/site.cfg
                log_file=nagios.log
                object_cache_file=objects.cache
                precached_object_file=objects.precache
                status_file=status.dat
                state_retention_file=retention.dat
                temp_file=nagios.tmp
                temp_path=.
                check_result_path=.
                log_archive_path=.
                lock_file=nagios.lock
                command_file=nagios.cmd
                query_socket=nagios.qh
                use_syslog=0
                check_for_updates=0
                enable_flap_detection=0
                illegal_macro_output_chars=`~$&|'<>
                interval_length=1
                cached_host_check_horizon=0
                nagios_user=nobody
                nagios_group=nogroup
                """.formatted(
                        debian.find("etc/nagios4/objects/timeperiods.cfg"),
                        Ours.file("nagios", "nagios-pagerduty.cfg"),
                        programs.directory()));
        Ours.write(programs.directory().resolve("site.cfg"), """
                define command {
                    command_name port
                    command_line "%s" -H 127.0.0.1 -p $ARG1$ -t 5
                }
                define host {
                    name watched
                    register 0
                    address 127.0.0.1
                    max_check_attempts 1
                    check_interval 1
                    check_period 24x7
                    notification_period 24x7
                    notification_interval 0
                    contacts pagerduty
                }
                define host {
                    use watched
                    host_name web1
                    display_name the first one
                }
                define host {
                    use watched
                    host_name web2
                    check_command port!%d
                }
                define service {
                    host_name web1
                    service_description port
                    check_command port!%d
                    max_check_attempts 1
                    check_interval 1
                    retry_interval 1
                    check_period 24x7
                    notification_period 24x7
                    notification_interval 0
                    contacts pagerduty
                }
                """.formatted(
                        debian.find("usr/lib/nagios/plugins/check_tcp"), host.number(), service.number()));
    }
}
