/** The audit department (审计部): 《单表项目工程预算一费制清单》 in versions, fees computed from the one in force, quotations and what the customer chose (R76–R79, R238). */
package org.jieshui.pricing;
