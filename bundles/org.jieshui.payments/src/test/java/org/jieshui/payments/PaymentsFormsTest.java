package org.jieshui.payments;

import org.jieshui.testkit.FormsContract;

class PaymentsFormsTest extends FormsContract {}
