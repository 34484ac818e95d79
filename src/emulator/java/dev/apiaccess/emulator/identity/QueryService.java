// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.emulator.wire.WireResponse;
import dev.apiaccess.emulator.wire.Xml;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A service that speaks the query protocol: IAM or STS. */
public final class QueryService {
    private final String namespace;
    private final String version;
    private final Map<String, QueryHandler> handlers = new HashMap<>();

    private QueryService(String host, String version) {
        this.namespace = "https://" + host + "/doc/" + version + "/";
        this.version = version;
    }

    /** IAM. */
    public static QueryService iam(Accounts accounts) {
        QueryService service = new QueryService("iam.amazonaws.com", "2010-05-08");
        PolicyOperations.register(service.handlers);
        VersionOperations.register(service.handlers);
        AttachmentOperations.register(service.handlers);
        AccountOperations.register(service.handlers);
        SimulationOperations.register(service.handlers);
        new EntityOperations(accounts).register(service.handlers);
        return service;
    }

    /** STS. */
    public static QueryService sts(Accounts accounts) {
        QueryService service = new QueryService("sts.amazonaws.com", "2011-06-15");
        new StsOperations(accounts).register(service.handlers);
        return service;
    }

    /** What is there, by name. */
    public SortedSet<String> operations() {
        return new TreeSet<>(handlers.keySet());
    }

    /** The operation a request asks for, empty when it names none. */
    public String operation(WireRequest request) {
        return request.form().get("Action", "");
    }

    /**
     * Runs an operation.
     *
     * @throws AwsError InvalidAction for an operation that is not emulated, or the operation's own refusals
     */
    public WireResponse handle(Call call, String operation, String requestId) {
        Params params = call.request().form();
        QueryHandler handler = handlers.get(operation);
        if (handler == null) {
            throw new AwsError(
                    400,
                    "InvalidAction",
                    "Could not find operation " + operation + " for version " + params.get("Version", version));
        }
        String body = Xml.answer(operation, namespace, requestId, out -> handler.handle(call, params, out));
        return WireResponse.text(200, "text/xml", body);
    }

    /** An error as this service writes it. */
    public WireResponse error(AwsError error, String requestId) {
        return WireResponse.text(error.status(), "text/xml", Xml.error(error, namespace, requestId));
    }
}
