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
import org.tocsin.channel.Target;
import org.tocsin.channel.TargetFile;
import org.tocsin.channel.http.WebAddress;

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
    record Settings(WebAddress address) {

        static Settings of(TargetFile file) {
            return new Settings(WebAddress.of(file.where("url"), file.required("url")));
        }
    }

    private final TeamsBoard board;
    private final Target<Settings> target;

    /** One for each file. */
    @Activate
    public TeamsTarget(@Reference TeamsBoard board, Map<String, ?> properties) {
        TargetFile file = new TargetFile(PID, Keys.class, properties);
        this.board = board;
        this.target = Target.of(file, Settings::of);
        board.take(target, file.openToOthers());
    }

    @Deactivate
    void close() {
        board.drop(target);
    }
}
