/** 协议与合同: the commission agreement and the supply contract, from templates that an administrator changes; numbers, signing, the paper seal, delivery (R19, R75, R80, R84, R85). */
package org.jieshui.agreements;
