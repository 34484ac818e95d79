// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api.schema;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Everything that is done to a generated CRD; the generator takes one processor. */
public final class CrdFinish implements CRDPostProcessor {

    private static final List<CRDPostProcessor> STEPS = List.of(new ColumnOrder(), new Wording());

    /** Hands the CRD through all steps. */
    @Override
    public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
        var finished = crd;
        for (var step : STEPS) {
            finished = step.process(finished, crdSpecVersion);
        }
        return finished;
    }
}
