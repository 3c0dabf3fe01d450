package org.jieshui.deploy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.persistence.DatabaseStatus;
import org.jieshui.platform.api.persistence.DatabaseStatus.State;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Healthy is a bundle whose tables are ready, whose components have all that they refer to, whose services can be made (each is made once), and whose own Felix
 * {@link HealthCheck}s, if it registers any, say OK or WARN.
 */
@Component(service = Vitals.class)
public final class ComponentVitals implements Vitals {

    private static final Text TABLES = Text.of("数据表", "its tables");
    private static final String SERVICE_COMPONENT = "Service-Component";
    /** A migration that failed is tried again after a while when it may succeed then; one that stays failed so long is given up. */
    private static final long GIVEN_UP_NANOS = 6_000_000_000L;

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile DatabaseStatus database;

    @Activate
    public ComponentVitals(BundleContext context, @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    @Override
    public Examination of(Bundle bundle, Bundle old) {
        return new OfBundle(bundle, old);
    }

    private final class OfBundle implements Examination {
        private final Bundle bundle;
        private final Bundle old;
        private final Map<ServiceReference<?>, Object> made = new HashMap<>();
        private final Map<ServiceReference<?>, CheckUp> checkUps = new LinkedHashMap<>();
        private long failedSince;
        private RefusedException failed;

        OfBundle(Bundle bundle, Bundle old) {
            this.bundle = bundle;
            this.old = old;
        }

        @Override
        public Text wanting() throws RefusedException {
            var tables = tables();
            var wanting = tables != null ? tables : components();
            return wanting != null ? wanting : checkUps.values().stream().map(CheckUp::wanting).filter(Objects::nonNull).findFirst().orElse(null);
        }

        private Text tables() throws RefusedException {
            var status = database;
            var own = status == null ? null : status.migrations().stream().filter(m -> m.bundleId() == bundle.getBundleId()).findFirst().orElse(null);
            if (own == null) {
                return bundle.getHeaders("").get("Jieshui-Schema") == null ? null : TABLES;
            }
            if (own.state() != State.FAILED) {
                failedSince = 0;
                failed = own.state() == State.READY ? null : failed;
                return own.state() == State.READY ? null : TABLES;
            }
            failedSince = failedSince == 0 ? System.nanoTime() : failedSince;
            var failure = own.failure();
            var where = failure.script() + (failure.line() == 0 ? "" : ", line " + failure.line()) + (failure.script().isEmpty() ? "" : ": ") + failure.error();
            failed = new RefusedException("migration-failed", "数据表升级失败（" + where + "）。该脚本的改动已全部撤销，正在运行的不受影响。请改正脚本后重新部署",
                    "Its migration failed (" + where + "). Nothing of that script was kept and what runs goes on. Correct the script and deploy again").with("script", failure.script());
            if (System.nanoTime() - failedSince > GIVEN_UP_NANOS) {
                throw failed;
            }
            return Text.of("数据表（" + where + "）", "its tables (" + where + ")");
        }

        private Text components() throws RefusedException {
            var descriptions = components.getComponentDescriptionDTOs(bundle);
            if (descriptions.isEmpty() && bundle.getHeaders("").get(SERVICE_COMPONENT) != null) {
                return Text.of("组件", "its components");
            }
            for (var description : descriptions) {
                var wanting = wanting(description);
                if (wanting.isPresent() && !alike(description)) {
                    return wanting.get();
                }
            }
            var references = bundle.getRegisteredServices();
            for (var reference : references == null ? new ServiceReference<?>[0] : references) {
                if (!made.containsKey(reference)) {
                    var service = context.getService(reference);
                    if (service == null) {
                        descriptionsFailed();
                        var interfaces = Arrays.toString((String[]) reference.getProperty("objectClass"));
                        return Text.of("无法创建的服务 " + interfaces, "a service that cannot be made, " + interfaces);
                    }
                    made.put(reference, service);
                    if (service instanceof HealthCheck check) {
                        checkUps.put(reference, new CheckUp(Objects.toString(reference.getProperty(HealthCheck.NAME), check.getClass().getName()), check));
                    }
                }
            }
            descriptionsFailed();
            return null;
        }

        private void descriptionsFailed() throws RefusedException {
            for (var description : components.getComponentDescriptionDTOs(bundle)) {
                wanting(description);
            }
        }

        private Optional<Text> wanting(ComponentDescriptionDTO description) throws RefusedException {
            if (!description.defaultEnabled) {
                return Optional.empty();
            }
            var configurations = components.getComponentConfigurationDTOs(description);
            for (var configuration : configurations) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    var failure = Objects.toString(configuration.failure, "").lines().findFirst().orElse("");
                    throw new RefusedException("activation-failed", "组件 " + description.name + " 启动时出错（" + failure + "），已撤回；正在运行的不受影响。详情见日志，改正后重新部署",
                            "Its component " + description.name + " failed when it was activated (" + failure + "). It is out again and what runs goes on. The log has all of it; correct it and deploy again")
                            .with("component", description.name);
                }
                if (configuration.state != ComponentConfigurationDTO.ACTIVE && configuration.state != ComponentConfigurationDTO.SATISFIED) {
                    return Optional.of(waits(description, configuration));
                }
            }
            return configurations.isEmpty() && !"require".equals(description.configurationPolicy) ? Optional.of(Text.of("组件 " + description.name, "its component " + description.name)) : Optional.empty();
        }

        private static Text waits(ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
            if (configuration.unsatisfiedReferences.length == 0) {
                return Text.of("组件 " + description.name + " 的配置", "the configuration of its component " + description.name);
            }
            var services = Arrays.stream(configuration.unsatisfiedReferences).map(reference -> interfaceOf(description, reference.name)).distinct().toList();
            return Text.of("组件 " + description.name + " 需要的服务 " + services, "what its component " + description.name + " refers to, " + services);
        }

        /** The version that runs goes without the same component. */
        private boolean alike(ComponentDescriptionDTO description) {
            var former = old == null ? null : components.getComponentDescriptionDTO(old, description.name);
            return former != null && components.getComponentConfigurationDTOs(former).stream()
                    .noneMatch(c -> c.state == ComponentConfigurationDTO.ACTIVE || c.state == ComponentConfigurationDTO.SATISFIED);
        }

        private static String interfaceOf(ComponentDescriptionDTO description, String reference) {
            return Arrays.stream(description.references).filter(r -> r.name.equals(reference)).map(r -> r.interfaceName).findFirst().orElse(reference);
        }

        @Override
        public Optional<RefusedException> suspicion() {
            return Optional.ofNullable(failed);
        }

        /** Those that hold its services now are those that use them. */
        @Override
        public void close() {
            checkUps.values().forEach(CheckUp::close);
            made.keySet().forEach(context::ungetService);
        }
    }
}
