// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.tocsin.channel.TargetBoard;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.TargetKind;
import org.tocsin.channel.http.WebAddress;
import org.tocsin.channel.http.WebDestination;

/** A channel or chat of Microsoft Teams, by the address of its workflow. */
@Component(
        service = {},
        immediate = true,
        configurationPid = TeamsTarget.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TeamsTarget.Keys.class, factory = true)
public final class TeamsTarget {

    /** The factory PID: {@code etc/<this>-<name>.cfg}. */
    static final String PID = "org.tocsin.teams.target";

    /** How a file of them is read. */
    static final TargetKind<Settings> KIND = new TargetKind<>(PID, Keys.class, Settings::of);

    @ObjectClassDefinition(name = "Tocsin Teams target", description = "One place to deliver to")
    @interface Keys {
        @AttributeDefinition(
                type = AttributeType.PASSWORD,
                description = "The address of the workflow or incoming webhook, a secret")
        String url() default "";

        @AttributeDefinition(description = "A file that holds it instead")
        String urlFile() default "";
    }

    /**
     * What a file says.
     *
     * @param address of the workflow or incoming webhook
     */
    record Settings(WebAddress address) implements WebDestination {

        static Settings of(TargetFile file) {
            return new Settings(WebAddress.of(file.where("url"), file.required("url")));
        }
    }

    private final TargetBoard.Taken taken;

    /** One for each file. */
    @Activate
    public TeamsTarget(@Reference TeamsBoard board, Map<String, ?> properties) {
        taken = board.take(properties);
    }

    @Deactivate
    void close() {
        taken.close();
    }
}
