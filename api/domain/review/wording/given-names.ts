/**
 * Frequent given names, to tell a sentence about a person from one about a system: “Sarah
 * didn’t check” and “Redis didn’t start” look the same. Names that are also words of the trade, such
 * as Jenkins or Ruby, are left out. Members of the team are added where they are known.
 */
export const givenNames: readonly string[] =
  `Aaron Abby Abdul Abdullah Abigail Adam Adele Adrian Agnes Ahmed Aisha Akira Alan Albert Alejandro
Alex Alexander Alexandra Alexis Alfred Ali Alice Alicia Alina Alison Allison Amanda Amelia Amina Amir Amit Amy Ana
Anders Andre Andrea Andreas Andrei Andrew Andy Angela Anita Anjali Ann Anna Anne Annie Anthony Anton Antonio Anya
Ariana Arjun Arthur Arun Ashley Astrid Aya Barbara Beatrice Ben Benjamin Bernard Beth Betty Björn Bjorn Bob Bobby
Boris Brad Brandon Brenda Brian Bridget Bruce Bryan Camila Carl Carla Carlos Carmen Carol Caroline Cassandra
Catherine Cecilia Charles Charlie Charlotte Chen Cheng Chloe Chris Christina Christine Christopher Cindy Claire
Clara Claudia Colin Connor Craig Cynthia Dan Dana Daniel Daniela Danny Dave David Deborah Deepak Dennis Derek Diana
Diego Dimitri Dinesh Dmitri Dominic Donald Donna Doris Dorothy Doug Douglas Ed Eddie Edith Edward Eileen Elena Eli
Elias Elif Elisa Elizabeth Ella Ellen Elliot Emily Emma Eric Erica Erik Erin Esther Ethan Eva Evelyn Fatima Felix
Fernando Fiona Florian Frances Francesca Francisco Fred Freya Gabriel Gabriela Gary Geoff George Gerald Gina Giulia
Giulio Gloria Gordon Greg Gregory Greta Gustav Hana Hannah Hans Harold Harry Hassan Heather Hector Heidi Helen Helena
Henrik Henry Hiro Hiroshi Holly Howard Hugo Ian Ibrahim Ida Igor Ines Ingrid Irene Isaac Isabel Isabella Ivan Jacob
James Jamie Jan Jana Jane Janet Janice Jason Javier Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerry Jesse Jessica Jill
Jim Jimmy Joan Joanna Joe Joel Johan John Johnny Jon Jonas Jonathan Jorge Jose José Joseph Joshua Juan Judith Judy
Julia Julian Julie Justin Kai Karen Karin Karl Kate Katherine Kathleen Kathy Katie Kavita Keith Kelly Ken Kenji
Kenneth Kevin Khalid Kim Kiran Kristen Kumar Kyle Lars Laura Lauren Laurie Lea Leah Lee Lena Leo Leon Leonard Leslie
Li Liam Lila Lily Linda Lisa Liz Lois Lorenzo Louis Louise Lucas Lucia Lucy Luis Lukas Luke Lydia Maja Manuel Marco
Marcus Margaret Maria Marie Marina Mario Marion Marta Martha Martin Martina Mary Mateo Matt Matteo Matthew Matthias
Maya Megan Mehmet Mei Melissa Mia Michael Michelle Miguel Mikael Mike Mila Mina Ming Mira Miriam Mohamed Mohammed
Molly Monica Muhammad Nadia Nancy Naomi Natalie Natasha Nathan Neil Nia Nicholas Nick Nicola Nicole Niklas Nikolai
Nina Noah Noor Nora Olga Oliver Olivia Omar Oscar Otto Pablo Paolo Patricia Patrick Paul Paula Pavel Pedro Peter
Petra Phil Philip Phillip Pierre Piotr Prakash Priya Rachel Rafael Raj Rajesh Ralph Raul Ravi Rebecca Renata Ricardo
Richard Rick Rita Robert Roberto Robin Roger Roland Roman Ron Ronald Rosa Ross Roy Russell Ruth Ryan Sachiko Sally
Sam Samantha Samir Samuel Sandra Sanjay Sara Sarah Saskia Scott Sean Sebastian Sergei Seth Shane Shannon Sharon
Sheila Shreya Sigrid Simon Simone Sofia Sonia Sonja Sophia Sophie Stacy Stefan Stella Stephanie Stephen Steve Steven
Stuart Sunil Susan Suzanne Sven Tamara Tanya Tara Tatiana Ted Teresa Terry Theo Theresa Thomas Tim Timothy Tina Tobias
Todd Tom Tomas Tommy Tony Tracy Tyler Ulrich Ursula Valentina Valerie Vanessa Vera Veronica Vijay Vikram Vincent
Vladimir Walter Wanda Wei Wendy Will William Xavier Yan Yasmin Yolanda Yuki Yusuf Yvonne Zach Zara Zoe`.split(
    /\s+/,
  );
