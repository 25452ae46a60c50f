"""Published ladders to rubrics: readers make an outline of a file, placing and identifying make a rubric of it.

The only home of the parsers for HTML and Markdown and of the library that compares texts. They come with
`ladderci[import]`.
"""
