// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A REST API as one of its stages serves it.
 *
 * @param account owns it, 12 digits
 * @param resourcePolicy as it was deployed, its resources written out; null where there is none
 * @param endpointPolicy of the VPC endpoint that calls come through; null for other APIs, and for AWS's own policy that allows everything
 */
public record DeployedApi(
        String partition,
        String region,
        String account,
        String apiId,
        String stage,
        List<DeployedMethod> methods,
        @Nullable Attached resourcePolicy,
        @Nullable Attached endpointPolicy) {

    public DeployedApi {
        methods = List.copyOf(methods);
    }

    /** The ARN of a call in every way in which AWS may read its path, as written first. */
    List<String> arns(Call call) {
        var readings = call.readings();
        return readings.size() == 1
                ? List.of(arn(call, call.path()))
                : readings.stream().map(path -> arn(call, path)).toList();
    }

    private String arn(Call call, String path) {
        return ExecuteApi.requestArn(partition, region, account, apiId, stage, call.verb(), path);
    }
}
