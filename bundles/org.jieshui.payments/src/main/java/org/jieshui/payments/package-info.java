/** 财务部: what cases owe, what the bank brought, and which of it pays what (R82, R248–R250, A9). */
package org.jieshui.payments;
