// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Names, descriptions and tags of things that this cluster owns in AWS. They are computed from the cluster id and the object's name alone,
 * so that lost status, a restored cluster or a crash between two calls find the same things again.
 *
 * @param clusterId distinguishes clusters that share an account; letters, digits and dashes, at most 32
 */
public record Naming(String clusterId) {

    private static final int READABLE = 80;
    private static final Pattern POLICY =
            Pattern.compile("apiaccess ([a-z0-9-]+) ([a-z0-9.-]+) ((?:role|user|group)/\\S+)");
    private static final Pattern OBJECT = Pattern.compile("apiaccess ([a-z0-9-]+)/([a-z0-9.-]+)/([a-z0-9.-]+)");
    private static final Pattern DEPLOYMENT = Pattern.compile("apiaccess ([a-z0-9-]+) deployed ([0-9a-v]+)");
    private static final Pattern CLAIM = Pattern.compile("apiaccess ([a-z0-9-]+) claimed by cluster (\\S+)");

    public static final String TAG_CLUSTER = "apiaccess.dev/cluster";
    public static final String TAG_OWNER = "apiaccess.dev/owner";
    public static final String TAG_UID = "apiaccess.dev/uid";
    public static final String TAG_MANAGED_BY = "apiaccess.dev/managed-by";

    /** IAM path of every policy of this cluster. */
    public String policyPath() {
        return "/apiaccess/" + clusterId + "/";
    }

    /** Policy names are compared without case by IAM: always lower case. */
    public String policyName(String namespace, PrincipalRef principal) {
        return name(namespace + "-" + principal.name(), "policy", namespace, principal.identity());
    }

    /** Whether a policy's name looks like one of ours, of any cluster. */
    public static boolean maybePolicyName(String name) {
        return name.regionMatches(true, 0, "aa-", 0, 3);
    }

    public String policyArn(String partition, String accountId, String policyName) {
        return "arn:" + partition + ":iam::" + accountId + ":policy" + policyPath() + policyName;
    }

    public String policyDescription(String namespace, PrincipalRef principal) {
        return "apiaccess " + clusterId + " " + namespace + " " + principal.text();
    }

    /** The unit of a policy by its description, empty when it is not ours. */
    public Optional<UnitKey.PolicyUnit> policyUnit(String accountId, String description) {
        var mark = POLICY.matcher(description);
        return mark.matches() && mark.group(1).equals(clusterId)
                ? PrincipalRef.ofArnResource(mark.group(3))
                        .map(principal -> new UnitKey.PolicyUnit(accountId, mark.group(2), principal))
                : Optional.empty();
    }

    public String planName(String namespace, String name) {
        return objectName("plan", namespace, name);
    }

    /** Name of an object's thing of a family, distinct from those of all other objects. */
    public String objectName(String family, String namespace, String name) {
        return name(namespace + "-" + name, family, namespace, name);
    }

    /** @param revision counts the values that a grant has had, from 1 */
    public String keyName(String namespace, String name, int revision) {
        return objectName("key", namespace, name) + "-r" + revision;
    }

    /** The revision in a key's name, empty when it is not a name for keys of this grant. */
    public Optional<Integer> keyRevision(String namespace, String name, String keyName) {
        var prefix = keyName(namespace, name, 1).replaceAll("1$", "");
        return keyName.startsWith(prefix) && keyName.substring(prefix.length()).matches("[1-9][0-9]{0,8}")
                ? Optional.of(Integer.valueOf(keyName.substring(prefix.length())))
                : Optional.empty();
    }

    /** A key's name without its revision; the name itself when it bears none. */
    public static String withoutRevision(String keyName) {
        return keyName.replaceFirst("-r[1-9][0-9]*$", "");
    }

    /**
     * Description by which a deployment of an API is known as one of this cluster.
     *
     * @param digest of the configuration that it is made of ({@link ExistingApi#digest})
     */
    public String deploymentDescription(String digest) {
        return "apiaccess " + clusterId + " deployed " + digest;
    }

    /** The digest in the description of a deployment; empty when this cluster did not make it. */
    public Optional<String> deployedDigest(String description) {
        var mark = DEPLOYMENT.matcher(description);
        return mark.matches() && mark.group(1).equals(clusterId) ? Optional.of(mark.group(2)) : Optional.empty();
    }

    /** How the names of all alarms of this cluster begin. */
    public String alarmPrefix() {
        return "apiaccess/" + clusterId + "/";
    }

    /** How the names of all alarms of one object begin: what is below is for nobody else. */
    public String alarmPrefix(String namespace, String name) {
        return alarmPrefix() + cut(namespace + "-" + name) + "-" + Digest.of(16, clusterId, "alarms", namespace, name)
                + "/";
    }

    /** The unit of an alarm by its tags, empty when they do not show it to be ours. */
    public Optional<UnitKey.AlarmUnit> alarmUnit(String accountId, String region, Map<String, String> tags) {
        var owner = tags.getOrDefault(TAG_OWNER, "");
        return marked(
                        owner.replaceFirst("^ApiProtection/", "apiaccess " + clusterId + "/"),
                        (namespace, name) -> new UnitKey.AlarmUnit(accountId, region, namespace, name))
                .filter(unit -> ours(tags, unit));
    }

    /**
     * The name of an alarm, at most 255 characters, which is how long CloudWatch takes one.
     *
     * @param alarm its name in the object
     */
    public String alarmName(String namespace, String name, String alarm, String stage) {
        return alarmPrefix(namespace, name) + cut(alarm + "-" + stage) + "-" + Digest.of(16, alarm, stage);
    }

    /** Owner mark of an object's thing, for its description. */
    public String objectDescription(String namespace, String name) {
        return "apiaccess " + clusterId + "/" + namespace + "/" + name;
    }

    public Optional<UnitKey.UsagePlanUnit> planUnit(String accountId, String region, UsagePlan plan) {
        return marked(
                plan.description(), (namespace, name) -> new UnitKey.UsagePlanUnit(accountId, region, namespace, name));
    }

    /** The unit of a usage plan by its tags, empty when they do not show it to be ours. */
    public Optional<UnitKey.UsagePlanUnit> planUnit(String accountId, String region, Map<String, String> tags) {
        var owner = tags.getOrDefault(TAG_OWNER, "");
        return marked(
                        owner.replaceFirst("^ApiRateLimit/", "apiaccess " + clusterId + "/"),
                        (namespace, name) -> new UnitKey.UsagePlanUnit(accountId, region, namespace, name))
                .filter(unit -> ours(tags, unit));
    }

    public Optional<UnitKey.ApiKeyUnit> keyUnit(String accountId, String region, ApiKey key) {
        return marked(
                key.description(), (namespace, name) -> new UnitKey.ApiKeyUnit(accountId, region, namespace, name));
    }

    /**
     * The unit of an object's thing by its owner mark; empty when it is not ours.
     *
     * @param unit makes the unit from namespace and name
     */
    public <U extends UnitKey> Optional<U> marked(String description, BiFunction<String, String, U> unit) {
        var mark = OBJECT.matcher(description);
        return mark.matches() && mark.group(1).equals(clusterId)
                ? Optional.of(unit.apply(mark.group(2), mark.group(3)))
                : Optional.empty();
    }

    /** Name of the marker policy that claims this cluster id in an account. */
    public String claimName() {
        return "aa-claim-" + clusterId;
    }

    /** @param fingerprint UID of the cluster's kube-system namespace */
    public String claimDescription(String fingerprint) {
        return "apiaccess " + clusterId + " claimed by cluster " + fingerprint;
    }

    /** The fingerprint in a claim's description, empty when it is not a claim of this cluster id. */
    public Optional<String> claimFingerprint(String description) {
        var mark = CLAIM.matcher(description);
        return mark.matches() && mark.group(1).equals(clusterId) ? Optional.of(mark.group(2)) : Optional.empty();
    }

    /** Tags of a thing that one object owns. */
    public SortedMap<String, String> tags(OwnerRef owner, String uid) {
        return tags(owner.text(), uid);
    }

    /** Tags of a policy, which belongs to a namespace and a principal rather than to one object. */
    public SortedMap<String, String> policyTags(String namespace, PrincipalRef principal) {
        return tags(namespace + "/" + principal.text(), "");
    }

    private SortedMap<String, String> tags(String owner, String uid) {
        var tags = new TreeMap<String, String>();
        tags.put(TAG_CLUSTER, clusterId);
        tags.put(TAG_OWNER, owner);
        tags.put(TAG_MANAGED_BY, "apiaccess");
        if (!uid.isEmpty()) {
            tags.put(TAG_UID, uid);
        }
        return tags;
    }

    /** Whether tags read back prove that a thing is ours. */
    public boolean ours(Map<String, String> tags, String owner) {
        return clusterId.equals(tags.get(TAG_CLUSTER)) && owner.equals(tags.get(TAG_OWNER));
    }

    /** Whether tags read back prove that a thing belongs to a unit. */
    public boolean ours(Map<String, String> tags, UnitKey unit) {
        return clusterId.equals(tags.get(TAG_CLUSTER)) && unit.isOwner(tags.getOrDefault(TAG_OWNER, ""));
    }

    private String name(String readable, String... identity) {
        var parts = new String[identity.length + 1];
        parts[0] = clusterId;
        System.arraycopy(identity, 0, parts, 1, identity.length);
        return "aa-" + cut(readable) + "-" + Digest.of(16, parts);
    }

    private static String cut(String readable) {
        var text = readable.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        return text.substring(0, Math.min(text.length(), READABLE));
    }
}
