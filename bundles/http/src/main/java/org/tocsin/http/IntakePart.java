// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http;

import java.time.Duration;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.api.HealthPart;
import org.tocsin.api.SettingsInForce;
import org.tocsin.api.SettingsReader;
import org.tocsin.cli.RefusedException;
import org.tocsin.http.local.TokenKeeper;

/**
 * The intake in the container: another one when other settings are in force. A wrong value of a running agent, also an
 * address that cannot be had, leaves it open.
 */
@Component(
        configurationPid = "org.tocsin.http",
        immediate = true,
        service = {HealthPart.class, TokenKeeper.class})
@Designate(ocd = Intake.Config.class)
public final class IntakePart implements HealthPart, TokenKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(IntakePart.class);

    private final BundleContext bundle;
    private final TokenRings rings;
    private final SettingsInForce<Wanted> inForce = new SettingsInForce<>();
    private volatile Intake intake;

    /**
     * What is configured.
     *
     * @param values by key
     * @param said what goes before them
     */
    private record Wanted(Map<String, String> values, Said said) {}

    /** Binds, or fails visibly. */
    @Activate
    public IntakePart(BundleContext bundle, @Reference TokenRings rings, Intake.Config config) {
        this(bundle, rings, config, new Said(System.getenv()));
    }

    IntakePart(BundleContext bundle, TokenRings rings, Intake.Config config, Said said) {
        this.bundle = bundle;
        this.rings = rings;
        inForce.read(() -> checked(config, said), wrong -> LOG.debug("the intake says so: {}", wrong));
        intake = new Intake(bundle, rings, config, said);
    }

    /** Not a new component: see the class. */
    @Modified
    void modified(Intake.Config config) {
        modified(config, new Said(System.getenv()));
    }

    void modified(Intake.Config config, Said said) {
        boolean wasOpen = intake.failure().isEmpty();
        Wanted before = inForce.settings().orElse(null);
        if (!inForce.read(() -> checked(config, said), IntakePart::told) && wasOpen) {
            return;
        }
        intake.close();
        Intake next = new Intake(bundle, rings, config, said);
        String failure = next.failure();
        if (wasOpen && before != null && !failure.isEmpty()) {
            next.close();
            next = new Intake(bundle, rings, SettingsReader.of(Intake.Config.class, before.values()), before.said());
            inForce.goBack(before, failure, IntakePart::told);
        }
        intake = next;
    }

    private static Wanted checked(Intake.Config config, Said said) {
        Settings unused = Settings.of(config, said.address(config));
        return new Wanted(SettingsReader.values(Intake.Config.class, config), said);
    }

    private static void told(String wrong) {
        LOG.error("TOCSIN-HTTP-001 {}", wrong);
    }

    /** Closes everything. */
    @Deactivate
    public void close() {
        intake.close();
    }

    @Override
    public String part() {
        return "http";
    }

    @Override
    public Health health() {
        Health health = intake.health();
        return intake.failure().isEmpty() ? inForce.over(health) : health;
    }

    @Override
    public void rotate(Duration grace) throws RefusedException {
        intake.rotate(grace);
    }
}
