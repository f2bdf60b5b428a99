/*
 * expat 2.x: a stream-oriented XML parser that calls back for each element, text and comment.
 *
 * Upstream: https://github.com/libexpat/libexpat, the header expat.h of version 2.5; what is declared here is the same
 * since 2.0. Copyright (c) 1998-2000 Thai Open Source Software Center Ltd and Clark Cooper, (c) 2000-2023 the Expat
 * maintainers. SPDX-License-Identifier: MIT
 *
 * `XML_Char` is char, in UTF-8, as in every build without -DXML_UNICODE (libexpat.so; libexpatw.so has wide ones).
 * `XML_Size` and `XML_Index` are long, as in every build without -DXML_LARGE_SIZE.
 *
 * Left out: declarations of DTDs, entities and notations, namespaces, external entities, encodings of one's own,
 * memory functions of one's own, the content model, and most of the error numbers: XML_ErrorString spells them.
 */

typedef char XML_Char;
typedef char XML_LChar;
typedef unsigned long XML_Size;
typedef long XML_Index;
typedef unsigned char XML_Bool;

typedef struct XML_ParserStruct *XML_Parser;

enum XML_Status { XML_STATUS_ERROR = 0, XML_STATUS_OK = 1, XML_STATUS_SUSPENDED = 2 };
enum XML_Error { XML_ERROR_NONE = 0, XML_ERROR_NO_MEMORY = 1, XML_ERROR_SYNTAX = 2, XML_ERROR_ABORTED = 35 };

/* Callbacks; `atts` are names and values by turns, up to a NULL */

typedef void (*XML_StartElementHandler)(void *userData, const XML_Char *name, const XML_Char **atts);
typedef void (*XML_EndElementHandler)(void *userData, const XML_Char *name);
typedef void (*XML_CharacterDataHandler)(void *userData, const XML_Char *s, int len);  /* s is not 0 terminated */
typedef void (*XML_ProcessingInstructionHandler)(void *userData, const XML_Char *target, const XML_Char *data);
typedef void (*XML_CommentHandler)(void *userData, const XML_Char *data);

void XML_SetElementHandler(XML_Parser parser, XML_StartElementHandler start, XML_EndElementHandler end);
void XML_SetCharacterDataHandler(XML_Parser parser, XML_CharacterDataHandler handler);
void XML_SetProcessingInstructionHandler(XML_Parser parser, XML_ProcessingInstructionHandler handler);
void XML_SetCommentHandler(XML_Parser parser, XML_CommentHandler handler);
void XML_SetUserData(XML_Parser parser, void *userData);

/* Parsers */

XML_Parser XML_ParserCreate(const XML_Char *encoding);
XML_Bool XML_ParserReset(XML_Parser parser, const XML_Char *encoding);
void XML_ParserFree(XML_Parser parser);
enum XML_Status XML_Parse(XML_Parser parser, const char *s, int len, int isFinal);
enum XML_Status XML_StopParser(XML_Parser parser, XML_Bool resumable);

enum XML_Error XML_GetErrorCode(XML_Parser parser);
const XML_LChar *XML_ErrorString(enum XML_Error code);
XML_Size XML_GetCurrentLineNumber(XML_Parser parser);
XML_Size XML_GetCurrentColumnNumber(XML_Parser parser);
XML_Index XML_GetCurrentByteIndex(XML_Parser parser);
const XML_LChar *XML_ExpatVersion(void);
