package org.jieshui.agreements;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code org.jieshui.agreements}. */
@ObjectClassDefinition(id = "org.jieshui.agreements", name = "Jieshui 协议与合同 / agreements")
@interface AgreementsConfig {

    @AttributeDefinition(name = "公司名称 / company", description = "协议与合同上供水一方的全称 / Full name of the water company on agreements")
    String company() default "济水集团有限公司";
}
