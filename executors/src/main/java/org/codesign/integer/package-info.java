/**
 * Networks of integers only: conversion of trained networks, an engine that runs them, and the file
 * that keeps them.
 */
package org.codesign.integer;
