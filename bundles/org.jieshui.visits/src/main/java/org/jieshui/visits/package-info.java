/** 回访: the return visit after water on (R87), its questionnaire, and what follows when a customer is dissatisfied. */
package org.jieshui.visits;
