// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a fence is not written, or what it does not do.
 *
 * @param message what is wrong and what to do
 */
public record FenceProblem(Kind kind, String fence, String message) {

    /** Kinds; those that refuse leave the fence out, the others are told beside it. */
    public enum Kind {
        FENCE_NOT_APPLICABLE(true),
        FENCE_MISSES_IPV6(true),
        NO_ALLOW_TO_FENCE(true),
        ENDPOINT_NOT_PROVEN(false),
        FENCE_NOT_PROVEN(false),
        DEFAULT_ENDPOINT_OPEN(false),
        COVERS_MORE(false);

        private final boolean refuses;

        Kind(boolean refuses) {
            this.refuses = refuses;
        }

        public boolean refuses() {
            return refuses;
        }
    }

    /**
     * What keeps a fence from being written for an API.
     *
     * @param foreignAllow whether the document of others allows something; nobody gets into a private API otherwise
     */
    public static Optional<FenceProblem> refusal(Fence fence, ApiFace face, boolean foreignAllow) {
        var sources = fence.sources();
        if (sources.kinds().stream().allMatch(Set::isEmpty)) {
            return not(
                    fence,
                    "it names no sources: give sourceIps, vpcEndpoints, vpcs, organizations, accounts or principals");
        }
        if (sources.addresses().stream().anyMatch(range -> range.endsWith("/0"))) {
            return not(fence, "a range of all addresses fences nothing or everything: leave the fence out");
        }
        if (!face.isPrivate() && sources.hasNetworks()) {
            return not(
                    fence,
                    "calls of an API that is not private bear neither VPC endpoint nor VPC: use sourceIps, or make the API private");
        }
        if (face.isPrivate() && !sources.addresses().isEmpty() && !sources.hasNetworks()) {
            return not(
                    fence,
                    "on a private API an address is one inside a VPC, which every VPC may have: name vpcEndpoints or vpcs beside it");
        }
        if (sources.hasIpv6() && !sources.hasIpv4()) {
            return not(
                    fence,
                    "the API is reached by IPv4 too, or by it alone, of which the fence says nothing: name ranges of IPv4 beside those of IPv6");
        }
        if (sources.hasIpv4() && !sources.hasIpv6() && (face.isDualStack() || face.isPrivate())) {
            return Optional.of(
                    new FenceProblem(
                            Kind.FENCE_MISSES_IPV6,
                            fence.name(),
                            fence.side() == Fence.Side.NOT_FROM
                                    ? "the API is reached by IPv6 too, by which the fence would be walked round: name ranges of both families"
                                    : "the API is reached by IPv6 too, from where the fence would refuse everybody: name ranges of both families"));
        }
        if (face.isPrivate() && !foreignAllow && !(fence.side() == Fence.Side.ONLY_FROM && sources.hasNetworks())) {
            return Optional.of(
                    new FenceProblem(
                            Kind.NO_ALLOW_TO_FENCE,
                            fence.name(),
                            "nobody gets into a private API whose document allows nothing: name in onlyFrom the vpcEndpoints or vpcs that may"));
        }
        return Optional.empty();
    }

    /**
     * What nobody says of a fence that is written.
     *
     * @param hasJwt whether it is about a method under a JWT authorizer
     */
    public static List<FenceProblem> doubts(Fence fence, ApiFace face, boolean hasJwt) {
        var doubts = new ArrayList<FenceProblem>();
        if (face.endpoint() == ApiFace.Endpoint.EDGE
                && !fence.sources().addresses().isEmpty()) {
            doubts.add(
                    new FenceProblem(
                            Kind.ENDPOINT_NOT_PROVEN,
                            fence.name(),
                            "AWS does not say which address a policy sees behind an edge-optimized endpoint: use a regional one, or try it"));
        }
        if (hasJwt) {
            doubts.add(new FenceProblem(
                    Kind.FENCE_NOT_PROVEN,
                    fence.name(),
                    "AWS does not say whether a resource policy decides about methods under a JWT authorizer: try it"));
        }
        return doubts;
    }

    /** What is said of a fence by address while the API has its default endpoint: whether anything stands in front of it nobody reads. */
    static FenceProblem defaultEndpointOpen(Fence fence) {
        return new FenceProblem(
                Kind.DEFAULT_ENDPOINT_OPEN,
                fence.name(),
                "the default endpoint of the API is open: a custom domain or proxy in front of it, if there is one, is walked round there; set disableExecuteApiEndpoint where nobody needs it");
    }

    /**
     * A fence that meets more methods than it names.
     *
     * @param more those, in order; at least one
     */
    static FenceProblem coversMore(Fence fence, List<String> more) {
        return new FenceProblem(
                Kind.COVERS_MORE,
                fence.name(),
                "fence " + fence.name() + " meets " + more.size() + (more.size() == 1 ? " method" : " methods")
                        + " that its paths do not name, such as " + more.getFirst()
                        + ", since a star in a policy crosses slashes");
    }

    private static Optional<FenceProblem> not(Fence fence, String why) {
        return Optional.of(new FenceProblem(Kind.FENCE_NOT_APPLICABLE, fence.name(), why));
    }
}
