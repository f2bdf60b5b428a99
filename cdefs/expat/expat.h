/*
 * expat 2.x: a stream-oriented XML parser that calls back for each element, text and comment.
 *
 * Upstream: https://github.com/libexpat/libexpat, the header expat.h of version 2.5, as Debian's libexpat1-dev brings it;
 * what is declared here is the same since 2.0, but for error numbers that were added.
 * Copyright (c) 1998-2000 Thai Open Source Software Center Ltd and Clark Cooper, (c) 2000-2023 the Expat maintainers.
 * SPDX-License-Identifier: MIT
 *
 * `XML_Char` is char, in UTF-8, as in every build without -DXML_UNICODE (libexpat.so; libexpatw.so has wide ones).
 * `XML_Size` and `XML_Index` are long, as in every build without -DXML_LARGE_SIZE.
 *
 * Left out: declarations of DTDs, entities and notations, namespaces, external entities, encodings of one's own,
 * memory functions of one's own, and the content model.
 */

/*
 * Extracted from expat.h (libexpat1-dev 2.5.0), for Linux on x86_64, by
 *     structcb extract expat.h --only XML_Status XML_Error XML_StartElementHandler XML_EndElementHandler \
 *         XML_CharacterDataHandler XML_ProcessingInstructionHandler XML_CommentHandler XML_SetElementHandler \
 *         XML_SetCharacterDataHandler XML_SetProcessingInstructionHandler XML_SetCommentHandler XML_SetUserData \
 *         XML_ParserCreate XML_ParserReset XML_ParserFree XML_Parse XML_StopParser XML_GetErrorCode XML_ErrorString \
 *         XML_GetCurrentLineNumber XML_GetCurrentColumnNumber XML_GetCurrentByteIndex XML_ExpatVersion -o \
 *         cdefs/expat/expat.h
 * Don't edit: run the command again.
 */

typedef char XML_Char;
typedef char XML_LChar;
typedef long XML_Index;
typedef unsigned long XML_Size;
typedef struct XML_ParserStruct *XML_Parser;
typedef unsigned char XML_Bool;
enum XML_Status { XML_STATUS_ERROR = 0, XML_STATUS_OK = 1, XML_STATUS_SUSPENDED = 2 };

enum XML_Error { XML_ERROR_NONE = 0, XML_ERROR_NO_MEMORY = 1, XML_ERROR_SYNTAX = 2, XML_ERROR_NO_ELEMENTS = 3,
    XML_ERROR_INVALID_TOKEN = 4, XML_ERROR_UNCLOSED_TOKEN = 5, XML_ERROR_PARTIAL_CHAR = 6, XML_ERROR_TAG_MISMATCH = 7,
    XML_ERROR_DUPLICATE_ATTRIBUTE = 8, XML_ERROR_JUNK_AFTER_DOC_ELEMENT = 9, XML_ERROR_PARAM_ENTITY_REF = 10,
    XML_ERROR_UNDEFINED_ENTITY = 11, XML_ERROR_RECURSIVE_ENTITY_REF = 12, XML_ERROR_ASYNC_ENTITY = 13,
    XML_ERROR_BAD_CHAR_REF = 14, XML_ERROR_BINARY_ENTITY_REF = 15, XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF = 16,
    XML_ERROR_MISPLACED_XML_PI = 17, XML_ERROR_UNKNOWN_ENCODING = 18, XML_ERROR_INCORRECT_ENCODING = 19,
    XML_ERROR_UNCLOSED_CDATA_SECTION = 20, XML_ERROR_EXTERNAL_ENTITY_HANDLING = 21, XML_ERROR_NOT_STANDALONE = 22,
    XML_ERROR_UNEXPECTED_STATE = 23, XML_ERROR_ENTITY_DECLARED_IN_PE = 24, XML_ERROR_FEATURE_REQUIRES_XML_DTD = 25,
    XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING = 26, XML_ERROR_UNBOUND_PREFIX = 27, XML_ERROR_UNDECLARING_PREFIX = 28,
    XML_ERROR_INCOMPLETE_PE = 29, XML_ERROR_XML_DECL = 30, XML_ERROR_TEXT_DECL = 31, XML_ERROR_PUBLICID = 32,
    XML_ERROR_SUSPENDED = 33, XML_ERROR_NOT_SUSPENDED = 34, XML_ERROR_ABORTED = 35, XML_ERROR_FINISHED = 36,
    XML_ERROR_SUSPEND_PE = 37, XML_ERROR_RESERVED_PREFIX_XML = 38, XML_ERROR_RESERVED_PREFIX_XMLNS = 39,
    XML_ERROR_RESERVED_NAMESPACE_URI = 40, XML_ERROR_INVALID_ARGUMENT = 41, XML_ERROR_NO_BUFFER = 42,
    XML_ERROR_AMPLIFICATION_LIMIT_BREACH = 43, XML_ERROR_NOT_STARTED = 44 };

XML_Parser XML_ParserCreate(const XML_Char *encoding);
XML_Bool XML_ParserReset(XML_Parser parser, const XML_Char *encoding);
typedef void (*XML_StartElementHandler)(void *userData, const XML_Char *name, const XML_Char **atts);
typedef void (*XML_EndElementHandler)(void *userData, const XML_Char *name);
typedef void (*XML_CharacterDataHandler)(void *userData, const XML_Char *s, int len);
typedef void (*XML_ProcessingInstructionHandler)(void *userData, const XML_Char *target, const XML_Char *data);
typedef void (*XML_CommentHandler)(void *userData, const XML_Char *data);
void XML_SetElementHandler(XML_Parser parser, XML_StartElementHandler start, XML_EndElementHandler end);
void XML_SetCharacterDataHandler(XML_Parser parser, XML_CharacterDataHandler handler);
void XML_SetProcessingInstructionHandler(XML_Parser parser, XML_ProcessingInstructionHandler handler);
void XML_SetCommentHandler(XML_Parser parser, XML_CommentHandler handler);
void XML_SetUserData(XML_Parser parser, void *userData);
enum XML_Status XML_Parse(XML_Parser parser, const char *s, int len, int isFinal);
enum XML_Status XML_StopParser(XML_Parser parser, XML_Bool resumable);
enum XML_Error XML_GetErrorCode(XML_Parser parser);
XML_Size XML_GetCurrentLineNumber(XML_Parser parser);
XML_Size XML_GetCurrentColumnNumber(XML_Parser parser);
XML_Index XML_GetCurrentByteIndex(XML_Parser parser);
void XML_ParserFree(XML_Parser parser);
const XML_LChar *XML_ErrorString(enum XML_Error code);
const XML_LChar *XML_ExpatVersion(void);
