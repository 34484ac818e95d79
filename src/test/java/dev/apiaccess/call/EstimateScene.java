// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.util.List;
import java.util.function.Consumer;

/** A call that comes, and who waits already. */
record EstimateScene(
        String name,
        CallLimits limits,
        Operation operation,
        String namespace,
        Priority priority,
        Consumer<QueueBench> given) {

    static final List<EstimateScene> ALL = List.of(
            new EstimateScene(
                    "behind a hundred of its own",
                    CallLimits.iam(50, 1),
                    Operation.CREATE_POLICY,
                    "shop",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.CREATE_POLICY);
                        queue.add(100, Operation.CREATE_POLICY, "shop", Priority.USER_CHANGE);
                    }),
            new EstimateScene(
                    "revocation overtakes a thousand",
                    CallLimits.iam(50, 1),
                    Operation.DETACH_POLICY,
                    "shop",
                    Priority.REVOKE,
                    queue -> {
                        queue.exhaust(Operation.CREATE_POLICY);
                        queue.add(1000, Operation.CREATE_POLICY, "shop", Priority.USER_CHANGE);
                        queue.add(20, Operation.DETACH_POLICY, "bank", Priority.REVOKE);
                    }),
            new EstimateScene(
                    "small namespace beside a greedy one",
                    CallLimits.iam(50, 1),
                    Operation.CREATE_POLICY,
                    "small",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.CREATE_POLICY);
                        queue.add(1000, Operation.CREATE_POLICY, "greedy", Priority.USER_CHANGE);
                        queue.add(5, Operation.CREATE_POLICY, "small", Priority.USER_CHANGE);
                    }),
            new EstimateScene(
                    "second call among many namespaces",
                    CallLimits.iam(50, 1),
                    Operation.CREATE_POLICY,
                    "n0",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.CREATE_POLICY);
                        for (var call = 0; call < 600; call++) {
                            queue.add(Operation.CREATE_POLICY, "n" + call % 200, Priority.USER_CHANGE);
                        }
                    }),
            new EstimateScene(
                    "repair behind a flood of changes",
                    CallLimits.iam(50, 1),
                    Operation.CREATE_POLICY,
                    "shop",
                    Priority.DRIFT_REPAIR,
                    queue -> {
                        queue.exhaust(Operation.CREATE_POLICY);
                        queue.add(1000, Operation.CREATE_POLICY, "greedy", Priority.USER_CHANGE);
                        queue.add(4, Operation.CREATE_POLICY, "shop", Priority.DRIFT_REPAIR);
                    }),
            new EstimateScene(
                    "update of a plan",
                    CallLimits.apiGateway(50, 1),
                    Operation.UPDATE_USAGE_PLAN,
                    "shop",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.UPDATE_USAGE_PLAN);
                        queue.add(3, Operation.UPDATE_USAGE_PLAN, "bank", Priority.USER_CHANGE);
                        queue.add(2, Operation.UPDATE_USAGE_PLAN, "shop", Priority.USER_CHANGE);
                        queue.add(200, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
                    }),
            new EstimateScene(
                    "beside a thousand updates of plans",
                    CallLimits.apiGateway(50, 1),
                    Operation.UPDATE_API_KEY,
                    "shop",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.UPDATE_USAGE_PLAN);
                        queue.exhaust(Operation.GET_API_KEYS);
                        queue.add(1000, Operation.UPDATE_USAGE_PLAN, "shop", Priority.USER_CHANGE);
                        queue.add(10, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
                    }),
            new EstimateScene(
                    "keys created and deleted together",
                    CallLimits.apiGateway(50, 1),
                    Operation.CREATE_API_KEY,
                    "shop",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.GET_API_KEYS);
                        queue.add(100, Operation.CREATE_API_KEY, "shop", Priority.USER_CHANGE);
                        queue.add(100, Operation.DELETE_API_KEY, "bank", Priority.USER_CHANGE);
                    }),
            new EstimateScene(
                    "after a throttle",
                    CallLimits.apiGateway(50, 1),
                    Operation.UPDATE_API_KEY,
                    "shop",
                    Priority.USER_CHANGE,
                    queue -> {
                        queue.exhaust(Operation.GET_API_KEYS);
                        queue.throttle(Operation.GET_API_KEYS);
                        queue.add(300, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
                    }));
}
