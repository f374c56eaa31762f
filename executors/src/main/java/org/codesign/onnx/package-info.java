/** Networks of others as graphs: ONNX files, and raw float32 weights with an index in JSON. */
package org.codesign.onnx;
