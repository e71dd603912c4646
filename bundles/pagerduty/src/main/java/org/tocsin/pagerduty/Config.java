// SPDX-License-Identifier: Apache-2.0
package org.tocsin.pagerduty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration as it is written: all text, so that {@link Settings} can say what is wrong with a value. */
@ObjectClassDefinition(name = "Tocsin PagerDuty", description = "The channel to PagerDuty's Events API")
@interface Config {

    /** The PID, and the name of the file in etc/. */
    String PID = "org.tocsin.pagerduty";

    @AttributeDefinition(description = "Base URL of the Events API or of a gateway to it; empty: by region")
    String url() default "";

    @AttributeDefinition(description = "PagerDuty's service region, us or eu")
    String region() default "us";

    @AttributeDefinition(description = "How long one attempt may take in all")
    String deadline() default "PT30S";

    @AttributeDefinition(description = "How long it may take to connect")
    String connectTimeout() default "PT5S";

    @AttributeDefinition(description = "How long PagerDuty may be silent; empty: as long as the deadline allows")
    String readTimeout() default "";

    @AttributeDefinition(description = "How many connections may be open at once")
    String connections() default "128";

    @AttributeDefinition(description = "An HTTP proxy, http://host:port; empty: that of the environment")
    String proxy() default "";

    @AttributeDefinition(description = "A file with user:password, for a proxy that wants to know who asks")
    String proxyLoginFile() default "";

    @AttributeDefinition(description = "Hosts that are asked without a proxy; empty: NO_PROXY of the environment")
    String noProxy() default "";

    @AttributeDefinition(description = "A file of authorities in PEM that are believed besides the JVM's")
    String caFile() default "";

    @AttributeDefinition(description = "A file with our certificate: PEM, or PKCS#12 with its key")
    String clientCertificate() default "";

    @AttributeDefinition(description = "A file with the key of our certificate, PEM")
    String clientKey() default "";

    @AttributeDefinition(description = "A file with the password of a PKCS#12")
    String clientKeyPasswordFile() default "";

    @AttributeDefinition(description = "The address of this host that connections are made from; empty: any")
    String sourceAddress() default "";

    @AttributeDefinition(description = "Which addresses of PagerDuty are tried first: system, ipv4 or ipv6")
    String preferAddresses() default "system";

    @AttributeDefinition(description = "Whether events of v1 become events of v2 when they are accepted")
    String upgradeV1() default "false";

    @AttributeDefinition(description = "The severity of such an event whose details tell none")
    String upgradeSeverity() default "error";

    @AttributeDefinition(description = "The first wait after the API asked to slow down")
    String throttleInitial() default "PT30S";

    @AttributeDefinition(description = "The longest wait after the API asked to slow down")
    String throttleCeiling() default "PT2M";

    @AttributeDefinition(description = "The first wait after an outage")
    String outageInitial() default "PT1S";

    @AttributeDefinition(description = "The longest wait after an outage")
    String outageCeiling() default "PT5M";

    @AttributeDefinition(description = "The longest wait that the API may ask for")
    String retryAfterCeiling() default "PT5M";
}
